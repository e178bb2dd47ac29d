package dev.sentinelauth;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;

/**
 * One good signature of each algorithm, made once by keys that nobody has any more. A provider that
 * takes it, and refuses what it must, is trusted with tokens.
 */
final class SignatureSelfTest {
  private static final byte[] TEXT = "a text whose signatures are known".getBytes(US_ASCII);
  private static final byte[] OTHER_TEXT = "a text whose signatures are knowm".getBytes(US_ASCII);

  private static final String RSA_KEY =
      """
      MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAuAmCJQwwmHKShM4I818NU3jeg4kCTFA3
      1AvNEIM4mXJFl+8yPVuGGrU1lE/M7u2Xzr/7MQ28JqVUHjJJWNpJCirL8Wxg4sdoVokSOBjtki0x
      24Bbnarh8tlNWXAW3WxxGu6GzRkzZ4iQzCL8PsPdNnG7K55Z5AHuBlf3SAM+4MZAGrpT9u25Gc1C
      uaY0DepU6kHebqb2HUDZWkx0ajhmPFdy4niQtOt/C5NdGUh2ahnxQ5wBVpBUTWLck12qMRMLSQFy
      xxEWUsudux8qVQXtG/e3D7Lcfb0mLwpcqKRRX4PTqNTzaGAU0PYpWODELU0S9rNuRnJTG0GdXbUg
      n4XbTQIDAQAB
      """;

  private static final String P256_KEY =
      """
      MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAECldX2bMz7gTEqb98te29qoSwK61ICK7niDbQvl0O
      +Y2oNaDYXvgiE5sTc8NZXusKoJz/1j+r3oKupfjko/YYWw==
      """;

  private static final String P384_KEY =
      """
      MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEKeqNMqTA/6kg9LvHgjP907RnavXMcySu0vrmqHxrg2B3
      SxVZPnBY/NFLtnB622ZVIyc2CdjjplEDRb7LV2wOSeeNZbEu/0JoMuReHiFrsDBItFX6Zcyu/hbH
      lzqyxc4z
      """;

  private static final String P521_KEY =
      """
      MIGbMBAGByqGSM49AgEGBSuBBAAjA4GGAAQAsSmZ9bwGtOh7g31v1883bjSTEz5FBn3b2mZPCGFh
      OU7BRO6skdtfszB1quvCAANH22yOCNO1hWFHDOfKQYaPtlAAKswYPijhQiri5wQe9OVzd4QfRytq
      pnWWQQ3eLFMoubpEaEqbRgCHd33IAo0bHadS+Sozt2oMuoPpLEwCJYN1UvE=
      """;

  private static final Map<String, String> SIGNATURES =
      Map.ofEntries(
          Map.entry(
              "RS256",
              """
              dWEC6zDpP100SOX11kkKZ/MZ2DMjvTWg1F48nQridEds9d0sBO4o6uld/VvI7M2tJAhUs8BMvGV4
              AEkBOqeqdtw53FQIqnc20Ms5tZe34tWi0/VB+9W4n3Ma+ZARXRaK2lTDKVojIkUFYEmiorw6ggnC
              KKHC4453xA8C54EPNugJ8kTZp0HAzzkezHepBxIwHJPhtLUlVKyjppnB5y2TO0H+MTcH2xicMbkS
              FvqVtd5dBHzsx11myHeNZuSG+vyX4/cbX/mkmLMYDhOhCRz8BjXJcW77TQy6EaVsB86jn8c9PylK
              zmSWIrJzeFVKbzBTP7P1cifKESUS7MXWTpqADQ==
              """),
          Map.entry(
              "RS384",
              """
              FJgLjS59lkKupeIMwlWLHd7CxC9vN4hW8xr4SD9AToeDHjRb4BMGQN6E+CyF1KGF1Rsr1Ywiff1O
              pHWr+JYI7Sw0jQSC83txrH7kyMq/aFhSvMNtI5SPAyD4OMd7xJ2ae+PM+qsKIKFWy/lUKTMKDPxx
              EPEffnbcmlh4agJRuhxM9x2vywialPFqguhWWfR769k9Y7QGoghHZpSGqSD4J1SlvLfK8HbSzB35
              DAkpsVVQqdtXUXgYqH8TF1mXviptyj9ITRjF1XMr6PQJ7VxShSRtoSFy8Y7Z1TieGo4gx6aAKSyb
              RuoJ3AL7iip4FhIgtew+ujvVRtDpvpejyH6vYw==
              """),
          Map.entry(
              "RS512",
              """
              ZkYkg6FJmamlhfV/NlSZdgTf/slpaoFA8vgq/kk4V7HPtsE46ZcOD4czUFSpTlrs17lCL61fGNFZ
              /AmMUh9DiJyjY9A47D8yXjCFwrTuFLIIbsNyBTRLBKroYvj1hkOBTr8UAKkQX984EE6mTOffpJH6
              BLtnbhdC4bqKYuSG+7pqpdOwULT2/4lUor+tLKzQszuqjf2Ebiv/TefJkHOIfp9IJbVidiU3KqsZ
              n2GHUxj9l2PlV060dN+qCsoK8bpjIXDqmq4U+nlh4TPNLfwmoutc9WdjZG2FXK5BMGVXieNhao9K
              Ujx6mdRH0kHXz4c77OBQB8lKD5Ar+MXfKFsWpQ==
              """),
          Map.entry(
              "PS256",
              """
              kTfviTA/osi+COLTrSPeCscqlsEX+E0nIIlvYmPVBB2zlrWbjejOjZRQtEUfWcWsxFJTPdOy8iqc
              x/cbZghl57EooffYOpnxWdi9YTXnxLCzAsNYhVNqjBFLYlcxsa8wCW0VCt95pgf+MCQOX28QXVOm
              eNzpCMFb31fjNZDNDPpSJ/5JIvNpoSI5oXYOfRHgXPCKK/auNs3FBeySa69K8fqUxWpR3TLd5WxS
              iQELwrGYsDeLCmG3Cr0oGBE3Pqtu4Utbud2mfE8yhKmE6wwkXBn14P0Gnx+tqsTHkHyHxYG3c6Mr
              FehDp9gR7MmsKAwoN9SipEPrBkoDlhYZr/QrtQ==
              """),
          Map.entry(
              "PS384",
              """
              Qaqpo9k4LrhR1gKpS9YmQV4IfzQDF5u5sd0RVR+qCzMRuzj2kx/rBo9mnqWnY/kZZ/0fX3ik0kpH
              xtp2NU0tMct30PrbVaXIHSHK1iYlzWicuxMJDziOkdMRjrHOdcYHmgGgnFy7tZ3hD8kSQ+0TZL3P
              2DVMzKNszX91LieJCXSS6KlXmd711toX4+TbHJaUqFDhwLoJ7cRYnS98vjbUbtXpxikLyxlFR9cC
              n+2UQYL52t2LQlm6WYYdmMLEzdyslZDZuXqiQ3DYJyou05Z86BXFljh4Cv8udwXhNBmqJMfgLlhP
              wyfhSMYLxuR4zx9spziPr63GflrSkbVfgEQ/CA==
              """),
          Map.entry(
              "PS512",
              """
              HlR1slzDdfkm51ukok902f0YLG7M8N5nLijI1Z1fT8MVo4ZbDdRKy8hWZ2bzGphXLUXtXsBlnbpQ
              FknTa4+f6F3OGlCjx5TSIAHxFHt1SUh3JgL3ttaUD0oAgWwfge7AetBZPfFaUwIxS0y3DGOheTjU
              dJxTPUPal/HREuyqNm/lupgYz+/2/e/Na+/dCq5n7U4+3BR0eugP390pcu36SpxztjC6BUJNuHp5
              z5McFnUBX9NbeGEEd+56edwr3WToY7ccCwvtMUH2GMwSLGrdoLny3h5O+MvLObyFJNPRfn8g31WJ
              UYGlsIlT6QvdnfCROV/unxevDgZrep5hkE2O7Q==
              """),
          Map.entry(
              "ES256",
              """
              AANRM5dFHVU3BRCTPdarztUgZbvH5dcAgzcKcsoDeuUt7KxgOewHjEoRcaFNBznr/XjJgnosbcMQ
              5AmzWMvrxQ==
              """),
          Map.entry(
              "ES384",
              """
              zSD676wrLHZo3nyjErjWDoveha+Bfbqd54E+flEmZ01Vab0R8fSDVUTfOiG3BsByCZZYNs7peUCZ
              xDNQtvJiG2bpR6eUWpmew0pygwKdzYw9Btc4j+GPQ2x77cSXQWin
              """),
          Map.entry(
              "ES512",
              """
              ADKrD3hIKh7aP6w+lZcK1J11oZtJhDT5e41R3rqKIhz8gh2+iUYpg5/dkcG/VIu6WOEfw3769AJW
              B37J0SkyKaX1AJiGWnqjEbve8yc/IKWSyW2lGtYBPwWaZy+KcwVpflkfBLgaKy22MI9ty8ReOXSo
              +k4P9JoAHeV6/QRmP01QNvt4
              """));

  private SignatureSelfTest() {}

  /**
   * Puts a provider to the test, on the very way that tokens take.
   *
   * @param algorithm a JWS {@code alg} of those that can be configured
   * @return whether the provider checks signatures of this algorithm at all
   * @throws WrongAnswerException if it does, and wrongly
   * @throws RuntimeException or an error: whatever the provider throws where it must not
   */
  static boolean areGivenBy(SignatureProvider provider, String algorithm) {
    TrustedKey key = key(provider, algorithm);
    byte[] good = decode(Objects.requireNonNull(SIGNATURES.get(algorithm)));
    try {
      if (!key.verifies(jws(algorithm, TEXT, good))) {
        throw new WrongAnswerException("it refuses a good " + algorithm + " signature");
      }
    } catch (JOSEException notThere) {
      return false;
    }
    // a caller chooses these bytes: none of them may be taken, or be answered by an exception
    byte[] bit = good.clone();
    bit[good.length - 1] ^= 1;
    byte[] all = new byte[good.length];
    Arrays.fill(all, (byte) 0xff);
    byte[][] broken = {
      bit, all, new byte[good.length], new byte[0], new byte[1], Arrays.copyOf(good, 4096)
    };
    for (byte[] signature : broken) {
      if (key.signed(jws(algorithm, TEXT, signature))) {
        throw new WrongAnswerException("it takes a broken " + algorithm + " signature");
      }
    }
    if (key.signed(jws(algorithm, OTHER_TEXT, good))) {
      throw new WrongAnswerException("it takes an " + algorithm + " signature of another text");
    }
    return true;
  }

  /** The provider is not to be trusted. */
  static final class WrongAnswerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WrongAnswerException(String message) {
      super(message);
    }
  }

  private static TrustedKey key(SignatureProvider provider, String algorithm) {
    JWSAlgorithm only = JWSAlgorithm.parse(algorithm);
    try {
      return switch (algorithm) {
        case "ES256" -> TrustedKey.ec(null, (ECPublicKey) key("EC", P256_KEY), only, provider);
        case "ES384" -> TrustedKey.ec(null, (ECPublicKey) key("EC", P384_KEY), only, provider);
        case "ES512" -> TrustedKey.ec(null, (ECPublicKey) key("EC", P521_KEY), only, provider);
        default -> TrustedKey.rsa(null, (RSAPublicKey) key("RSA", RSA_KEY), only, provider);
      };
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static PublicKey key(String type, String base64) {
    try {
      return KeyFactory.getInstance(type).generatePublic(new X509EncodedKeySpec(decode(base64)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform reads " + type + " keys", e);
    }
  }

  private static byte[] decode(String base64) {
    return Base64.getMimeDecoder().decode(base64);
  }

  private static CompactJws jws(String algorithm, byte[] text, byte[] signature) {
    return new CompactJws(new CompactJws.Header(algorithm, null), Map.of(), text, signature);
  }
}
