package dev.sentinelauth;

import dev.sentinelauth.internal.remote.FetchException;
import java.util.List;

/** Why no key vouches for a token, or the key says no, and what to do. */
final class DoctorKeyRefusal {
  private final SentinelConfig config;
  private final DoctorPatient token;
  private final DoctorKeys keys;

  DoctorKeyRefusal(SentinelConfig config, DoctorPatient token, DoctorKeys keys) {
    this.config = config;
    this.token = token;
    this.keys = keys;
  }

  DoctorLine unknownKey() {
    String kid = token.keyId();
    SentinelStatus.KeySetStatus set = keys.set();
    String cause =
        (kid == null
                ? "The token names no key, and it is not clear which one is meant"
                : named(kid))
            + (keys.isFromSnapshot() ? ", which is " + keys.age() : "")
            + ".";
    String cure;
    if (keys.isSignedByV1()) {
      cure = v1Cure();
    } else if (token.looksLikeIdToken()) {
      cure = DoctorRefusal.ID_TOKEN;
    } else {
      cure =
          "The token comes from another Sentinel (another region, or a test environment), or its"
              + " key was retired. "
              + whichSentinel()
              + (keys.isFromSnapshot()
                  ? " Or the key is newer than the snapshot: try again where Sentinel can be"
                      + " reached."
                  : "")
              + " Else ask for a new token.";
    }
    DoctorLine line = DoctorLine.failed(DoctorStep.KEY.title(), cause, cure);
    line = line.with("token_says", kid());
    return set == null
        ? line
        : line.with("expected", "one of " + DoctorValues.list(set.keyIds()))
            .with("key_set", DoctorNetwork.shown(set.uri().toString()));
  }

  private String named(String kid) {
    String why = keys.passedOver(kid);
    return why == null
        ? "The key " + DoctorValues.of(kid) + " is not in the key set of " + keys.from()
        : "The key "
            + DoctorValues.of(kid)
            + " is in the key set of "
            + keys.from()
            + ", but can't be used: it "
            + why;
  }

  private String whichSentinel() {
    return config.remote().server() == null && config.keys().jwksUri() == null
        ? "By the Domain API, " + keys.from() + " serves the account: was the token issued there?"
        : "The settings fix where the keys are ("
            + fixedBy()
            + "): is that the one that serves the account? Without "
            + fixedBy()
            + ", the Domain API tells.";
  }

  private String fixedBy() {
    return config.keys().jwksUri() != null
        ? KeysReader.JWKS_URI.toString()
        : RemoteReader.SERVER + " or " + RemoteReader.REGION;
  }

  private static String v1Cure() {
    return "It is a v1 token: the v1 key signed it. Say that v1 tokens are taken: "
        + KeysReader.KEYS
        + " = jwks, v1. Or have the caller ask for a v2 token.";
  }

  DoctorLine doesNotFit() {
    String alg = DoctorValues.of(token.headerMember("alg"));
    return DoctorLine.failed(
            DoctorStep.KEY.title(),
            "The key is not for tokens with alg " + alg + ".",
            keys.isV1Alone()
                ? "The v1 key is an RSA key. If this is a v2 token: "
                    + KeysReader.KEYS
                    + " = jwks, v1."
                : "Was the token issued by this Sentinel? Ask for a new one.")
        .with("token_says", "alg " + alg)
        .with("expected", "what the key is for: " + keys.from());
  }

  DoctorLine weak() {
    String kid = token.keyId();
    String why = kid == null ? null : keys.passedOver(kid);
    return DoctorLine.failed(
            DoctorStep.KEY.title(),
            (kid == null ? "The key" : "The key " + DoctorValues.of(kid))
                + " of "
                + keys.from()
                + " is too weak"
                + (why == null ? "." : ": it " + why + "."),
            "Nothing can be done here: such a key vouches for nothing. Whoever runs that Sentinel"
                + " has to publish another one, and sign with it.")
        .with("expected", "RSA with " + RsaStrength.MIN_BITS + " bits or more, or an EC key");
  }

  /** Where the accounts of a token belong to several Sentinels. */
  DoctorLine severalHosts() {
    return DoctorLine.failed(
            DoctorStep.KEY.title(),
            "The accounts in aud are served by different Sentinels, so no key can vouch for all of"
                + " them.",
            "Ask for a token of one account.")
        .with("token_says", "aud " + DoctorValues.of(token.claim("aud")));
  }

  DoctorLine unavailable() {
    List<String> troubles = keys.troubles();
    String trouble = troubles.isEmpty() ? "no answer in time" : troubles.get(0);
    String cure = DoctorCure.of(new FetchException(trouble));
    return DoctorLine.cannotTell(
            DoctorStep.KEY.title(),
            "There are no keys to check the signature with. " + trouble + ".",
            (cure == null ? "" : cure + " ")
                + "Without the network a token is explained where sentinel.jwks.snapshot-file names"
                + " the file of an application that has run.")
        .with("token_says", kid());
  }

  private String kid() {
    return token.keyId() == null ? "no kid" : "kid " + DoctorValues.of(token.keyId());
  }

  DoctorLine badSignature() {
    List<TrustedKey> tried = keys.tried();
    String key = tried.isEmpty() ? "" : " (" + tried.get(0).size() + ", " + keys.from() + ")";
    return DoctorLine.failed(
            DoctorStep.SIGNATURE.title(),
            "The signature is not by the key that was tried" + key + ".",
            badSignatureCure(tried))
        .with("token_says", "a signature of " + token.signatureLength() + " bytes");
  }

  private String badSignatureCure(List<TrustedKey> tried) {
    int needed = tried.isEmpty() ? token.signatureLength() : tried.get(0).signatureLength();
    if (token.signatureLength() != needed) {
      return "A signature by that key has "
          + needed
          + " bytes, this one "
          + token.signatureLength()
          + ": the token was cut off, or another key made it. Copy it again, whole.";
    }
    if (!keys.isV1Tried() && keys.isSignedByV1()) {
      return v1Cure();
    }
    if (keys.isV1Alone()) {
      return "With "
          + KeysReader.KEYS
          + " = v1 every token is checked with the v1 key. If this is a v2 token, which a kid"
          + " stands for: "
          + KeysReader.KEYS
          + " = jwks, v1.";
    }
    return "The token was changed on its way, or comes from another environment whose key has the"
        + " same name. Ask for a new one, and copy it whole. Does something on the way (a gateway)"
        + " sign tokens anew?";
  }
}
