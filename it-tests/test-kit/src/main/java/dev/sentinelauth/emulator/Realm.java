package dev.sentinelauth.emulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What all hosts of one emulator share: accounts, installations, the clock and the static keys. */
final class Realm {
  private static final DateTimeFormatter KEY_DATE =
      DateTimeFormatter.ofPattern("yy-MM-dd").withZone(ZoneOffset.UTC);

  private static final Duration ID_TOKEN_LIFETIME = Duration.ofMinutes(10);

  private final InstantSource clock;
  private final KeyPool pool;
  private final AtomicInteger keysTaken = new AtomicInteger();
  private final AtomicInteger keysNamed = new AtomicInteger();

  /** Tells the keys of this start from those of another, which are others under their names. */
  private final String start = Opaque.token().substring(0, 8);

  private final Reserved v1Key;
  private final Reserved idTokenKey;
  private final Map<String, SentinelHost> accounts = new ConcurrentHashMap<>();
  private final Map<String, Map<String, String>> announced = new ConcurrentHashMap<>();
  private final Map<String, Installation> installations = new ConcurrentHashMap<>();
  private volatile Duration appJwtLifetime = Duration.ofHours(1);
  private volatile boolean expiresInSent;
  private volatile boolean jwtIdSent;
  private volatile Duration loginTokenLifetime = Duration.ofHours(1);
  private volatile @Nullable Boolean loginExpiresInSent;
  private volatile UnaryOperator<TokenMint> answeredIdTokens = UnaryOperator.identity();
  private volatile DomainShape domainShape = DomainShape.BY_URL;
  private volatile @Nullable LoginUser signedIn;

  Realm(InstantSource clock, KeyPool pool) {
    this.clock = clock;
    this.pool = pool;
    String date = KEY_DATE.format(clock.instant());
    this.v1Key = reserve("appjwt-" + date);
    this.idTokenKey = reserve("idtoken-" + date);
  }

  /** A key that nothing else in this emulator has; it is named here for {@code null}. */
  SigningKey newKey(@Nullable String kid) {
    String name = kid != null ? kid : "sentinel-" + start + "-" + keysNamed.incrementAndGet();
    return reserve(name).make(pool);
  }

  private Reserved reserve(String kid) {
    return new Reserved(kid, keysTaken.getAndIncrement());
  }

  /** A key that is made when it is first used: most tests need neither of these two. */
  private record Reserved(String kid, int index) {
    SigningKey make(KeyPool pool) {
      return new SigningKey(kid, pool.rsa(index));
    }
  }

  InstantSource clock() {
    return clock;
  }

  SigningKey v1Key() {
    return v1Key.make(pool);
  }

  SigningKey idTokenKey() {
    return idTokenKey.make(pool);
  }

  // Accounts and where they are served

  void assign(String accountId, SentinelHost host) {
    if (!accountId.matches("[A-Za-z0-9]+")) {
      throw new IllegalArgumentException("an account id has letters and digits only");
    }
    accounts.put(accountId, host);
  }

  Optional<SentinelHost> hostOf(String accountId) {
    return Optional.ofNullable(accounts.get(accountId));
  }

  void announce(String accountId, String service, String baseUri) {
    announced.computeIfAbsent(accountId, id -> new ConcurrentHashMap<>()).put(service, baseUri);
  }

  /** The services of an account and their hosts, as the Domain API tells them. */
  Map<String, String> services(String accountId, SentinelHost host) {
    Map<String, String> services = new LinkedHashMap<>();
    // The one that everybody asks for is not the first, so that a list has to be searched.
    services.put("asyncMessagingEnt", host.authority());
    services.put("sentinel", host.authority());
    services.put("idp", host.authority());
    services.putAll(announced.getOrDefault(accountId, Map.of()));
    return Collections.unmodifiableMap(services);
  }

  // Installations

  void install(Installation installation) {
    if (!accounts.containsKey(installation.accountId())) {
      throw new IllegalArgumentException("unknown account " + installation.accountId());
    }
    installations.put(installation.clientId(), installation);
  }

  Installation install(String accountId, String document) throws OAuthError {
    if (!accounts.containsKey(accountId)) {
      throw OAuthError.invalidMetadata("The account is unknown");
    }
    Installation installation = Installation.parse(accountId, document);
    install(installation);
    return installation;
  }

  /** A client of an account, at the host that serves the account now. */
  Optional<Installation> installation(SentinelHost host, String accountId, String clientId) {
    return Optional.ofNullable(installations.get(clientId))
        .filter(installation -> installation.accountId().equals(accountId))
        .filter(installation -> host.equals(accounts.get(accountId)));
  }

  /**
   * The client that a request to a host names, authenticated by its parameters (RFC 6749 section
   * 2.3.1). The {@code Authorization} header is no way in here, and is refused as such.
   *
   * @throws OAuthError where it is not one, or its account is served elsewhere
   */
  Installation authenticate(
      SentinelHost host, String accountId, RecordedRequest request, Parameters parameters)
      throws OAuthError {
    if (request.header("Authorization").isPresent()) {
      throw parameters.optional("client_secret").isPresent()
          ? OAuthError.invalidRequest("The client is authenticated in two ways")
          : OAuthError.invalidClient();
    }
    String clientId = parameters.required("client_id");
    byte[] secret = parameters.required("client_secret").getBytes(UTF_8);
    return installation(host, accountId, clientId)
        .filter(client -> MessageDigest.isEqual(secret, client.clientSecret().getBytes(UTF_8)))
        .orElseThrow(OAuthError::invalidClient);
  }

  // Tokens

  TokenMint appJwt(Installation installation, SigningKey key) {
    TokenMint mint =
        mint(
            key,
            "Sentinel",
            appJwtLifetime,
            Map.of(
                "aud", installation.accountId(),
                "azp", installation.clientId(),
                "scope", installation.scope()));
    return jwtIdSent ? mint.claim("jti", Opaque.token()) : mint;
  }

  TokenMint idToken(Installation installation, LoginUser user) {
    return mint(
        idTokenKey(),
        "Sentinel",
        ID_TOKEN_LIFETIME,
        Map.of(
            "sub", user.name(),
            "aud", installation.clientId(),
            "is_admin", user.admin(),
            "is_lpa", user.lpa()));
  }

  TokenMint consumerJws(String accountId, String consumer) {
    return mint(idTokenKey(), "idp", appJwtLifetime, Map.of("aud", accountId, "sub", consumer));
  }

  private TokenMint mint(SigningKey key, String issuer, Duration lifetime, Map<String, ?> more) {
    Instant now = clock.instant();
    Map<String, Object> claims = new LinkedHashMap<>(more);
    claims.put("iss", issuer);
    claims.put("exp", now.plus(lifetime).getEpochSecond());
    claims.put("iat", now.getEpochSecond());
    return new TokenMint(key, claims);
  }

  Duration appJwtLifetime() {
    return appJwtLifetime;
  }

  void appJwtLifetime(Duration lifetime) {
    appJwtLifetime = lifetime;
  }

  void jwtIdSent(boolean sent) {
    jwtIdSent = sent;
  }

  boolean expiresInSent() {
    return expiresInSent;
  }

  void expiresInSent(boolean sent) {
    expiresInSent = sent;
  }

  Duration loginTokenLifetime() {
    return loginTokenLifetime;
  }

  void loginTokenLifetime(Duration lifetime) {
    loginTokenLifetime = lifetime;
  }

  /**
   * Whether the answers of a login have {@code expires_in}; empty where it is up to the version.
   */
  Optional<Boolean> loginExpiresInSent() {
    return Optional.ofNullable(loginExpiresInSent);
  }

  void loginExpiresInSent(boolean sent) {
    loginExpiresInSent = sent;
  }

  /** What the token endpoint answers with in place of a good id_token. */
  TokenMint answeredIdToken(TokenMint good) {
    return answeredIdTokens.apply(good);
  }

  void answeredIdTokens(UnaryOperator<TokenMint> change) {
    answeredIdTokens = change;
  }

  DomainShape domainShape() {
    return domainShape;
  }

  void domainShape(DomainShape shape) {
    domainShape = shape;
  }

  Optional<LoginUser> signedIn() {
    return Optional.ofNullable(signedIn);
  }

  void signedIn(@Nullable LoginUser user) {
    signedIn = user;
  }
}
