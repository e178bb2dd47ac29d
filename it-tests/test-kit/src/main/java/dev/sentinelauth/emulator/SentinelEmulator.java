package dev.sentinelauth.emulator;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * An emulated Sentinel: one or more hosts on loopback, with the Domain API and the consumer IDP.
 *
 * <p>It speaks the whole documented wire, fails in the ways it is told to, keeps count, and mints
 * tokens without HTTP. Thread-safe; {@link #close} ends all of its threads and sockets.
 */
public final class SentinelEmulator implements AutoCloseable {
  private final Realm realm;
  private final Grants grants;
  private final Map<Endpoint, Resource> resources;
  private final Map<String, SentinelHost> hosts = new ConcurrentHashMap<>();
  private final SentinelHost host;

  private SentinelEmulator(int port, InstantSource clock, KeyPool pool) {
    this.realm = new Realm(clock, pool);
    this.grants = new Grants(clock);
    this.resources = Resource.all(realm, grants);
    this.host = openHost("sentinel", port);
  }

  /** Starts on any free port, with the system's clock. */
  public static SentinelEmulator start() {
    return builder().start();
  }

  /** Starts on any free port; {@code iat} and {@code exp} follow that clock. */
  public static SentinelEmulator start(InstantSource clock) {
    return builder().clock(clock).start();
  }

  /** For the port, the clock and the keys to be chosen. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Starts an emulator with one account, prints the settings for it, and stays up until it is
   * interrupted; {@code --help} lists what it takes. Exits with 2 where it can't start as it is
   * told to.
   */
  public static void main(String[] args) throws InterruptedException {
    int status = CommandLine.run(args, System.out, System.err);
    if (status != 0) {
      System.exit(status);
    }
  }

  /** The first host, named {@code sentinel}. */
  public SentinelHost host() {
    return host;
  }

  /** The host of that name. */
  public SentinelHost host(String name) {
    SentinelHost found = hosts.get(name);
    if (found == null) {
      throw new IllegalArgumentException("no host " + name);
    }
    return found;
  }

  /** Starts one more host, with its own port and its own keys. */
  public SentinelHost addHost(String name) {
    if (hosts.containsKey(name)) {
      throw new IllegalArgumentException("there is a host " + name);
    }
    return openHost(name, 0);
  }

  private SentinelHost openHost(String name, int port) {
    SentinelHost opened = new SentinelHost(name, port, new KeyRing(realm::newKey), resources);
    hosts.put(name, opened);
    return opened;
  }

  /** The root of the first host. */
  public URI uri() {
    return host.uri();
  }

  /** The root of the Domain API, at the first host. */
  public URI domainApiUri() {
    return host.uri();
  }

  /** The clock that tokens are dated by. */
  public InstantSource clock() {
    return realm.clock();
  }

  /** Adds an account, served by the first host. */
  public SentinelEmulator addAccount(String accountId) {
    return addAccount(accountId, host);
  }

  /** Adds an account, served by that host. */
  public SentinelEmulator addAccount(String accountId, SentinelHost servedBy) {
    realm.assign(accountId, servedBy);
    return this;
  }

  /** Moves an account: the Domain API names the new host, and the old one refuses its clients. */
  public SentinelEmulator moveAccount(String accountId, SentinelHost to) {
    if (realm.hostOf(accountId).isEmpty()) {
      throw new IllegalArgumentException("no account " + accountId);
    }
    realm.assign(accountId, to);
    return this;
  }

  /** Has the Domain API say this of an account's service, be it a host or not. */
  public void announce(String accountId, String service, String baseUri) {
    realm.announce(accountId, service, baseUri);
  }

  /** Chooses the shape of the Domain API's answers. */
  public void domainShape(DomainShape shape) {
    realm.domainShape(shape);
  }

  /** Installs an application; it takes the place of one with the same client id. */
  public Installation install(Installation installation) {
    realm.install(installation);
    return installation;
  }

  /**
   * Installs an application from the vendor's installation document.
   *
   * @throws IllegalArgumentException where the document can't be installed
   */
  public Installation install(String accountId, String document) {
    try {
      return realm.install(accountId, document);
    } catch (OAuthError e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** A valid AppJWT of version 2, by the current key of the account's host. */
  public TokenMint mint(Installation installation) {
    return realm.appJwt(installation, hostOf(installation).keys().current());
  }

  /** A valid AppJWT of version 1. */
  public TokenMint mintV1(Installation installation) {
    return realm.appJwt(installation, realm.v1Key());
  }

  /** A valid id_token. */
  public TokenMint mintIdToken(Installation installation, LoginUser user) {
    return realm.idToken(installation, user);
  }

  private SentinelHost hostOf(Installation installation) {
    return realm
        .hostOf(installation.accountId())
        .orElseThrow(() -> new IllegalArgumentException("no account " + installation.accountId()));
  }

  /** The one key of version 1. */
  public SigningKey v1Key() {
    return realm.v1Key();
  }

  /** The public half of the key of version 1: SubjectPublicKeyInfo, DER in base64. */
  public String v1PublicKey() {
    return Base64.getEncoder().encodeToString(realm.v1Key().pair().getPublic().getEncoded());
  }

  /** The key of id_tokens and ConsumerJWSs, which no set publishes unless it is told to. */
  public SigningKey idTokenKey() {
    return realm.idTokenKey();
  }

  /** An RSA key of 2048 bits that nobody knows yet. */
  public SigningKey newKey(String kid) {
    return realm.newKey(kid);
  }

  /** How long AppJWTs live from now on; an hour otherwise. */
  public void appJwtLifetime(Duration lifetime) {
    realm.appJwtLifetime(lifetime);
  }

  /** Whether AppJWTs come with {@code expires_in}, which the documented answer lacks. */
  public void sendExpiresIn(boolean sent) {
    realm.expiresInSent(sent);
  }

  /**
   * Whether AppJWTs have a {@code jti}, which the documented ones lack: with it no two are the
   * same, without it those of one second are.
   */
  public void sendJwtId(boolean sent) {
    realm.jwtIdSent(sent);
  }

  /** How long the access tokens of logins are said to live from now on; an hour otherwise. */
  public void loginTokenLifetime(Duration lifetime) {
    realm.loginTokenLifetime(lifetime);
  }

  /** Whether logins are answered with {@code expires_in}; until this is called, v2 does it. */
  public void sendLoginExpiresIn(boolean sent) {
    realm.loginExpiresInSent(sent);
  }

  /**
   * Changes the id_tokens that logins and refreshes are answered with, or puts other tokens into
   * their place.
   *
   * @param change takes a good one; the identity makes all good again
   */
  public void idTokens(UnaryOperator<TokenMint> change) {
    realm.answeredIdTokens(change);
  }

  /** What logins and refreshes were answered with, oldest first; of a great many the last ones. */
  public List<LoginTokens> loginTokens() {
    return grants.issued();
  }

  /**
   * Revokes all logins so far: their codes and refresh tokens are refused, and remembered sessions
   * lead to the login page. {@link #signInAs} stays in force.
   */
  public void revokeLogins() {
    grants.revokeAll();
  }

  /** Spares everybody the login page: the browser of each request has that user's session. */
  public void signInAs(LoginUser user) {
    realm.signedIn(user);
  }

  /** Shows the login page again. */
  public void signOut() {
    realm.signedIn(null);
  }

  /** Stops all hosts. */
  @Override
  public void close() {
    hosts.values().forEach(SentinelHost::stop);
  }

  /** What an emulator can be started with. */
  public static final class Builder {
    private int port;
    private InstantSource clock = InstantSource.system();
    private KeyPool pool = KeyPool.shared();

    private Builder() {}

    /** The port of the first host; 0, the default, for any free one. */
    public Builder port(int number) {
      port = number;
      return this;
    }

    /** The clock that tokens are dated by. */
    public Builder clock(InstantSource source) {
      clock = source;
      return this;
    }

    /** Where the RSA keys come from; the pool of this JVM by default. */
    public Builder keyPool(KeyPool keys) {
      pool = keys;
      return this;
    }

    /** Starts it. */
    public SentinelEmulator start() {
      return new SentinelEmulator(port, clock, pool);
    }
  }
}
