package dev.sentinelauth;

import dev.sentinelauth.SentinelConfig.ApiVersion;
import dev.sentinelauth.SentinelConfig.Login;
import dev.sentinelauth.internal.codec.Base64Url;
import dev.sentinelauth.internal.codec.Json;
import dev.sentinelauth.internal.codec.Json.MalformedJsonException;
import dev.sentinelauth.internal.remote.Bulkhead;
import dev.sentinelauth.internal.remote.FetchException;
import dev.sentinelauth.internal.remote.HttpBody;
import dev.sentinelauth.internal.remote.SentinelHttp;
import dev.sentinelauth.internal.settings.Secret;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sentinel's token endpoints of one account, for the three grants: client credentials (RFC 6749
 * section 4.4), authorization code (4.1.3) and refresh token (6).
 */
final class TokenEndpoint {
  private static final Logger log = LoggerFactory.getLogger(TokenEndpoint.class);
  private static final int MAX_BYTES = 64 * 1024;
  private static final Duration DOCUMENTED_LIFETIME = Duration.ofHours(1);

  private static final Duration LONGEST_LIFETIME = Duration.ofDays(365);

  private static final Pattern NUMBER =
      Pattern.compile("-?[0-9]{1,20}(?:[.][0-9]{1,20})?(?:[eE][+-]?[0-9]{1,4})?");

  /** A token as it arrived; {@code lifetime} counts from its arrival. */
  record Granted(String token, Duration lifetime) {
    @Override
    public String toString() {
      return "Granted[lifetime=" + lifetime + "]";
    }
  }

  private final String account;
  private final SentinelConfig config;
  private final SentinelHttp http;
  private final Domains domains;
  private final String clientId;
  private final Secret secret;

  TokenEndpoint(String account, SentinelConfig config, SentinelHttp http, Domains domains) {
    this.account = account;
    this.config = config;
    this.http = http;
    this.domains = domains;
    String id = config.client().clientId();
    Secret key = config.client().clientSecret();
    if (id == null || key == null) {
      throw new IllegalStateException("tokens need sentinel.client-id and sentinel.client-secret");
    }
    this.clientId = id;
    this.secret = key;
  }

  /** Whether it is the same installation at the same Sentinel, whatever its secret. */
  boolean isOfSameInstallationAs(TokenEndpoint other) {
    return account.equals(other.account)
        && clientId.equals(other.clientId)
        && Objects.equals(config.remote().server(), other.config.remote().server())
        && config.remote().domainApi().equals(other.config.remote().domainApi());
  }

  /** Whether it asks for tokens just as the other one does. */
  boolean isAs(TokenEndpoint other) {
    return isOfSameInstallationAs(other)
        && secret.equals(other.secret)
        && (domains == other.domains || config.remote().server() != null)
        && config.client().apiVersion() == other.config.client().apiVersion();
  }

  /**
   * Where the tokens come from, for messages: a host, or the account where that is not known yet.
   */
  String host() {
    URI server = config.remote().server();
    if (server == null) {
      server = domains.sentinel(account).base().getIfPresent();
    }
    return server == null ? "the Sentinel of account " + account : server.getAuthority();
  }

  /**
   * Gets a new token. A secret that was refused is read again, and tried once more if it has
   * changed; so it is with the other grants.
   */
  CompletionStage<Granted> clientCredentials() {
    String path =
        config.client().apiVersion() == ApiVersion.V1
            ? "/sentinel/api/account/" + account + "/app/token?v=1.0"
            : "/sentinel/api/v2/account/" + account + "/app/token";
    return post(path, Map.of("grant_type", "client_credentials")).thenApply(this::granted);
  }

  /**
   * Redeems a code.
   *
   * @param codeVerifier of RFC 7636, or {@code null} where no challenge was sent
   */
  CompletionStage<UserTokens> authorizationCode(
      String code, @Nullable String codeVerifier, Login login) {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "authorization_code");
    form.put("code", code);
    form.put("redirect_uri", login.redirectUri().toString());
    if (codeVerifier != null) {
      form.put("code_verifier", codeVerifier);
    }
    return post(userTokenPath(login), form).thenApply(this::userTokens);
  }

  /** Gets new tokens for the same user. */
  CompletionStage<UserTokens> refresh(String refreshToken, Login login) {
    return post(
            userTokenPath(login),
            Map.of("grant_type", "refresh_token", "refresh_token", refreshToken))
        .thenApply(this::userTokens);
  }

  private String userTokenPath(Login login) {
    return "/sentinel/api/account/"
        + account
        + (login.apiVersion() == ApiVersion.V1 ? "/token?v=1.0" : "/token?v=2.0");
  }

  /** The Sentinel that serves the account. */
  CompletionStage<URI> server() {
    URI fixed = config.remote().server();
    return fixed != null
        ? CompletableFuture.completedStage(fixed)
        : domains.sentinel(account).fetched();
  }

  /**
   * The same for a thread that may wait.
   *
   * @param deadline as of {@link System#nanoTime}
   */
  URI server(Bulkhead waiting, long deadline) throws FetchException {
    URI fixed = config.remote().server();
    return fixed != null ? fixed : waiting.get(domains.sentinel(account).base(), deadline);
  }

  private CompletionStage<Map<String, @Nullable Object>> post(
      String path, Map<String, String> grant) {
    return server().thenCompose(server -> post(server.resolve(path), grant, true));
  }

  private CompletionStage<Map<String, @Nullable Object>> post(
      URI uri, Map<String, String> grant, boolean retry) {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("client_id", clientId);
    String used = secret.reveal();
    form.put("client_secret", used);
    form.putAll(grant);
    return http.post(uri, form, MAX_BYTES)
        .thenApply(HttpBody::object)
        .exceptionallyCompose(
            failure -> {
              if (retry && isClientUnknown(failure) && secret.reload(used)) {
                log.info(
                    "The client secret of account {} was refused and has changed; trying the new"
                        + " one",
                    account);
                return post(uri, grant, false);
              }
              return CompletableFuture.failedStage(failure);
            });
  }

  private static boolean isClientUnknown(Throwable failure) {
    return FetchException.cause(failure) instanceof FetchException answer
        && answer.isClientUnknown();
  }

  private static String accessToken(Map<String, @Nullable Object> answer) {
    if (answer.get("access_token") instanceof String token
        && AuthorizationHeader.isB64Token(token)) {
      return token;
    }
    throw new CompletionException(new FetchException("the answer holds no access_token"));
  }

  private UserTokens userTokens(Map<String, @Nullable Object> answer) {
    Duration expiresIn = expiresIn(answer);
    return new UserTokens(
        accessToken(answer),
        answer.get("refresh_token") instanceof String refresh && !refresh.isEmpty()
            ? refresh
            : null,
        answer.get("id_token") instanceof String idToken ? idToken : null,
        expiresIn == null || expiresIn.isZero() || expiresIn.isNegative()
            ? null
            : shortened(expiresIn));
  }

  private Granted granted(Map<String, @Nullable Object> answer) {
    String token = accessToken(answer);
    Duration lifetime = lifetimeOf(token, null);
    if (lifetime == null) {
      lifetime = expiresIn(answer);
    }
    if (lifetime == null) {
      lifetime = DOCUMENTED_LIFETIME;
    }
    if (lifetime.isZero() || lifetime.isNegative()) {
      throw new CompletionException(new FetchException("the access_token has no lifetime"));
    }
    return new Granted(token, shortened(lifetime));
  }

  /** What is said to live for ages is renewed all the same. */
  static Duration shortened(Duration lifetime) {
    return lifetime.compareTo(LONGEST_LIFETIME) > 0 ? LONGEST_LIFETIME : lifetime;
  }

  /** As a number or, as some servers send it, as text; {@code null} for what is neither. */
  private static @Nullable Duration expiresIn(Map<String, @Nullable Object> answer) {
    Object value = answer.get("expires_in");
    if (value instanceof String text && NUMBER.matcher(text.strip()).matches()) {
      value = new BigDecimal(text.strip());
    }
    boolean huge =
        value instanceof BigDecimal number
            ? number.compareTo(BigDecimal.valueOf(LONGEST_LIFETIME.toSeconds())) > 0
            : value instanceof Long seconds && seconds > LONGEST_LIFETIME.toSeconds();
    return huge ? LONGEST_LIFETIME : seconds(value);
  }

  /**
   * {@code exp} - {@code iat} of a JWT, unverified: the issuer's own word about its own token; else
   * {@code null}.
   *
   * @param arrival when it came, since the epoch: in place of an {@code iat} that isn't there;
   *     {@code null} for nothing
   */
  static @Nullable Duration lifetimeOf(String token, @Nullable Duration arrival) {
    int first = token.indexOf('.');
    int second = token.indexOf('.', first + 1);
    if (first < 0 || second < 0) {
      return null;
    }
    byte[] json = Base64Url.decode(token.getBytes(StandardCharsets.ISO_8859_1), first + 1, second);
    try {
      if (json != null) {
        Map<String, @Nullable Object> claims = Json.object(json);
        Duration expires = seconds(claims.get("exp"));
        Duration issued = claims.containsKey("iat") ? seconds(claims.get("iat")) : arrival;
        return expires == null || issued == null ? null : expires.minus(issued);
      }
    } catch (MalformedJsonException notOurs) {
      return null;
    }
    return null;
  }

  /** A number of seconds that a date can be made of; {@code null} for anything else. */
  private static @Nullable Duration seconds(@Nullable Object value) {
    if (value instanceof Long seconds) {
      return Math.abs(seconds) < 1L << 40 ? Duration.ofSeconds(seconds) : null;
    }
    if (value instanceof BigDecimal number
        && number.abs().compareTo(BigDecimal.valueOf(1L << 40)) < 0) {
      return Duration.ofMillis((long) (number.doubleValue() * 1000));
    }
    return null;
  }
}
