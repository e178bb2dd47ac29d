package dev.sentinelauth.emulator;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a request can be addressed to; faults and counts are kept per endpoint. */
public enum Endpoint {
  /** The directory that names the host of a service, in both of its URLs. */
  DOMAIN_API("/api/account/([A-Za-z0-9]+)/service/(?:([A-Za-z0-9]+)/)?baseURI\\.json"),

  /** Client credentials for an AppJWT, v1 and v2. */
  APP_TOKEN("/sentinel/api/(?:v2/)?account/([A-Za-z0-9]+)/app/token"),

  /** The published keys (RFC 7517); there is no leading dot in {@code well-known}. */
  JWKS("/sentinel/well-known/jwks"),

  /** The IDP that turns an AppJWT and a consumer's name into a ConsumerJWS. */
  CONSUMER("/api/account/([A-Za-z0-9]+)/consumer"),

  /** Where a login starts. */
  AUTHORIZE("/sentinel/api/account/([A-Za-z0-9]+)/authorize"),

  /** The login page that {@link #AUTHORIZE} sends a browser to. */
  LOGIN("/sentinel/api/account/([A-Za-z0-9]+)/login"),

  /** Authorization code and refresh token for login tokens, v1 and v2. */
  TOKEN("/sentinel/api/(?:v2/)?account/([A-Za-z0-9]+)/token"),

  /** Installation of an application; the vendor does this by hand, so the URL is the emulator's. */
  REGISTRATION("/sentinel/api/account/([A-Za-z0-9]+)/app/install"),

  /** Anything else: recorded, and answered 404 unless a fault says otherwise. */
  OTHER(".*");

  private final Pattern path;

  Endpoint(String path) {
    this.path = Pattern.compile(path, Pattern.DOTALL);
  }

  /** The endpoint that a raw request path belongs to. */
  static Endpoint of(String path) {
    for (Endpoint endpoint : values()) {
      if (endpoint.path.matcher(path).matches()) {
        return endpoint;
      }
    }
    return OTHER;
  }

  /** The variable parts of a path that belongs to this endpoint: the account id comes first. */
  Matcher match(String path) {
    Matcher matcher = this.path.matcher(path);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(path + " is not a path of " + this);
    }
    return matcher;
  }
}
