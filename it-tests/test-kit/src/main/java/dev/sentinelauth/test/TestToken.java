package dev.sentinelauth.test;

import dev.sentinelauth.AppJwt;
import dev.sentinelauth.emulator.LoginUser;
import dev.sentinelauth.emulator.SentinelEmulator;
import dev.sentinelauth.emulator.TokenMint;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A token to be made: good as it comes, and as bad as it is asked to be.
 *
 * <p>Each method gives another one and leaves this as it is, so a good one can be kept in a
 * constant. Each token that is taken is minted then, by the keys and the clock of that moment.
 */
public final class TestToken {
  private static final Duration LONG = Duration.ofHours(1);

  private enum Kind {
    APP_JWT,
    APP_JWT_V1,
    ID_TOKEN
  }

  /** One change to what is minted. */
  @FunctionalInterface
  private interface Change {
    TokenMint apply(SentinelEmulator emulator, TokenMint mint);
  }

  private final TestSentinel sentinel;
  private final Kind kind;
  private final List<Change> changes;
  private final UnaryOperator<String> ruin;
  private final String name;

  TestToken(TestSentinel sentinel) {
    this(sentinel, Kind.APP_JWT, List.of(), UnaryOperator.identity(), "token()");
  }

  private TestToken(
      TestSentinel sentinel,
      Kind kind,
      List<Change> changes,
      UnaryOperator<String> ruin,
      String name) {
    this.sentinel = sentinel;
    this.kind = kind;
    this.changes = changes;
    this.ruin = ruin;
    this.name = name;
  }

  // What a good token says

  /** Has these scopes and no others. */
  public TestToken scope(String... scopes) {
    String joined = String.join(" ", scopes);
    return with("scope(" + quoted(scopes) + ")", mint -> mint.claim("scope", joined));
  }

  /** Was issued to that installation: the {@code azp}, which is the caller's name. */
  public TestToken authorizedParty(String clientId) {
    return with("authorizedParty(" + quoted(clientId) + ")", mint -> mint.claim("azp", clientId));
  }

  /** Is for these accounts, served here or not: the {@code aud}. */
  public TestToken account(String... accountIds) {
    if (accountIds.length == 0) {
      throw new IllegalArgumentException(
          "account() needs an account; withoutClaim(\"aud\") has none");
    }
    Object audience = accountIds.length == 1 ? accountIds[0] : List.of(accountIds);
    return with("account(" + quoted(accountIds) + ")", mint -> mint.claim("aud", audience));
  }

  /** Lives that long from now on; one of less than nothing has ended. */
  public TestToken validFor(Duration lifetime) {
    return with(
        "validFor(" + lifetime + ")",
        (emulator, mint) -> mint.expiresAt(emulator.clock().instant().plus(lifetime)));
  }

  /** Has that claim: a string, a number, a boolean, a list, a map or {@code null}. */
  public TestToken claim(String claim, @Nullable Object value) {
    return with("claim(" + quoted(claim) + ", …)", mint -> mint.claim(claim, value));
  }

  /** Has that member in its header, without any effect on how it is signed. */
  public TestToken header(String member, @Nullable Object value) {
    return with("header(" + quoted(member) + ", …)", mint -> mint.header(member, value));
  }

  /** Is signed with the v1 key, {@code emulator().v1PublicKey()}. */
  public TestToken signedByV1Key() {
    return new TestToken(sentinel, Kind.APP_JWT_V1, changes, ruin, name + ".signedByV1Key()");
  }

  // What is wrong with a bad one

  /** Ended an hour ago. */
  public TestToken expired() {
    return with(
        "expired()",
        (emulator, mint) -> {
          Instant end = emulator.clock().instant().minus(LONG);
          return mint.issuedAt(end.minus(LONG)).expiresAt(end);
        });
  }

  /** Begins in an hour. */
  public TestToken notYetValid() {
    return with(
        "notYetValid()",
        (emulator, mint) -> {
          Instant begin = emulator.clock().instant().plus(LONG);
          return mint.claim("nbf", begin.getEpochSecond()).expiresAt(begin.plus(LONG));
        });
  }

  /** Is of another issuer. */
  public TestToken wrongIssuer() {
    return with("wrongIssuer()", mint -> mint.claim("iss", "https://issuer.example"));
  }

  /** Is for an account that isn't served here. */
  public TestToken wrongAccount() {
    return with("wrongAccount()", mint -> mint.claim("aud", "le00000000"));
  }

  /** Lacks a claim. */
  public TestToken withoutClaim(String claim) {
    return with("withoutClaim(" + quoted(claim) + ")", mint -> mint.withoutClaim(claim));
  }

  /** Is no AppJWT but the {@code id_token} of a user's login. */
  public TestToken idToken() {
    return new TestToken(sentinel, Kind.ID_TOKEN, changes, ruin, name + ".idToken()");
  }

  /** Names a key that Sentinel doesn't publish. */
  public TestToken unknownKey() {
    return with("unknownKey()", mint -> mint.header("kid", "unknown-key"));
  }

  /** Has a signature that was changed on the way. */
  public TestToken badSignature() {
    return ruined("badSignature()", BadText::otherSignature);
  }

  /** Has no signature, and says so ({@code alg: none}). */
  public TestToken unsigned() {
    return with("unsigned()", TokenMint::unsigned);
  }

  /** Is signed with a shared secret, which is the published key (RFC 8725 section 2.1). */
  public TestToken signedBySharedSecret() {
    return with(
        "signedBySharedSecret()",
        (emulator, mint) ->
            mint.hmac("HS256", emulator.host().keys().current().pair().getPublic().getEncoded()));
  }

  /** Is bound to a proof of possession ({@code cnf}, RFC 7800). */
  public TestToken bound() {
    return with(
        "bound()",
        mint -> mint.claim("cnf", Map.of("jkt", "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I")));
  }

  /** Is cut off before its signature. */
  public TestToken malformed() {
    return ruined("malformed()", BadText::withoutSignature);
  }

  /** Has more characters than an application reads by default. */
  public TestToken tooLong() {
    return with("tooLong()", mint -> mint.claim("padding", "x".repeat(8192)));
  }

  private TestToken with(String call, UnaryOperator<TokenMint> change) {
    return with(call, (emulator, mint) -> change.apply(mint));
  }

  private TestToken with(String call, Change change) {
    List<Change> more = new ArrayList<>(changes);
    more.add(change);
    return new TestToken(sentinel, kind, List.copyOf(more), ruin, name + "." + call);
  }

  private TestToken ruined(String call, UnaryOperator<String> further) {
    return new TestToken(
        sentinel, kind, changes, text -> further.apply(ruin.apply(text)), name + "." + call);
  }

  private static String quoted(String... words) {
    return Arrays.stream(words).map(word -> '"' + word + '"').collect(Collectors.joining(", "));
  }

  // What is taken

  /** The token in the compact serialization, good or bad. */
  public String compact() {
    String compact = mint();
    sentinel.minted().add(name, compact);
    return compact;
  }

  /** The value of an {@code Authorization} header: {@code Bearer} and the token. */
  public String bearer() {
    return "Bearer " + compact();
  }

  /**
   * The token as an application gets it: minted, and then verified by a verifier with the settings
   * of {@link TestSentinel#settings()}. For tests of code that takes an {@link AppJwt}.
   *
   * @throws AssertionError where the token is refused; the message says why, and what to do
   */
  public AppJwt verified() {
    return sentinel.witness().verified(name, mint(), kind == Kind.APP_JWT_V1);
  }

  private String mint() {
    SentinelEmulator emulator = sentinel.emulator();
    TokenMint mint =
        switch (kind) {
          case APP_JWT -> emulator.mint(sentinel.installation());
          case APP_JWT_V1 -> emulator.mintV1(sentinel.installation());
          case ID_TOKEN ->
              emulator.mintIdToken(
                  sentinel.installation(), new LoginUser("test-user", false, false));
        };
    for (Change change : changes) {
      mint = change.apply(emulator, mint);
    }
    return ruin.apply(mint.compact());
  }

  /** How it is made; no part of a token. */
  @Override
  public String toString() {
    return name;
  }
}
