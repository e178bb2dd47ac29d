package dev.sentinelauth;

/** Why something is no token at all, or none that can be read. */
final class DoctorShape {
  private static final String COPY =
      "It was changed on its way: cut off, wrapped, or encoded once more. Copy it again, whole and"
          + " in one line.";

  private DoctorShape() {}

  /**
   * @param step one of those that look at how a token is written
   */
  static DoctorLine refused(DoctorStep step, DoctorPatient token) {
    return switch (step) {
      case CHARACTERS -> characters(token);
      case PARTS -> token.parts() == 3 ? encoding(token) : parts(token);
      case HEADER ->
          DoctorLine.failed(
              step.title(), "The first part is not one valid JSON object in base64url.", COPY);
      case PAYLOAD ->
          DoctorLine.failed(
              step.title(),
              "The second part is not one valid JSON object in base64url; or it says something"
                  + " twice.",
              COPY);
      default ->
          DoctorLine.failed(
              step.title(),
              "The header has no alg that is a text, or a kid that is none.",
              "Whoever makes this token makes it wrong. Is it one of Sentinel's?");
    };
  }

  private static DoctorLine characters(DoctorPatient token) {
    int at = token.badCharacter();
    DoctorLine line =
        DoctorLine.failed(
            DoctorStep.CHARACTERS.title(),
            "There is a character that can't stand in a bearer token.",
            "Look at how the caller puts the header together: quotes, a comma, a line break, a"
                + " second token, a variable that was not replaced?");
    return at < 0
        ? line
        : line.with(
            "token_says", String.format("U+%04X at character %d", (int) token.charAt(at), at + 1));
  }

  private static DoctorLine parts(DoctorPatient token) {
    String cure =
        switch (token.parts()) {
          case 1 ->
              "This is something else: the access token of a login, which is no JWT, a client"
                  + " secret, a session id? Send an AppJWT: it begins with eyJ and has two dots.";
          case 2 -> "The signature is missing: the token was cut off. Copy it again, whole.";
          case 5 -> "This is an encrypted token (JWE). Ask for a signed one.";
          default -> COPY;
        };
    return DoctorLine.failed(
            DoctorStep.PARTS.title(), "This is not a signed token (a JWS in compact form).", cure)
        .with("token_says", token.parts() == 1 ? "one part" : token.parts() + " parts")
        .with("expected", "three parts with dots between them");
  }

  private static DoctorLine encoding(DoctorPatient token) {
    int part = token.badPart();
    String which =
        switch (part) {
          case 1 -> "The first part (the header)";
          case 2 -> "The second part (the claims)";
          case 3 -> "The third part (the signature)";
          default -> "A part";
        };
    return DoctorLine.failed(DoctorStep.PARTS.title(), which + " is not base64url.", COPY);
  }
}
