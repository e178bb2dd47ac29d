package dev.sentinelauth.emulator;

/** The version of Sentinel's API that a request asks for, by its path or by {@code v}. */
enum ApiVersion {
  V1,
  V2;

  static ApiVersion of(RecordedRequest request) throws OAuthError {
    if (isInPath(request)) {
      return V2;
    }
    return switch (Parameters.ofQuery(request).required("v")) {
      case "1.0" -> V1;
      case "2.0" -> V2;
      default -> throw OAuthError.invalidRequest("v must be 1.0 or 2.0");
    };
  }

  /** Whether the path names the version; the older one doesn't, nor the alias of version 2. */
  static boolean isInPath(RecordedRequest request) {
    return request.path().startsWith("/sentinel/api/v2/");
  }
}
