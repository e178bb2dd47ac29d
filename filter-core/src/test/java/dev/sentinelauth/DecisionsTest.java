package dev.sentinelauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is told of which decision, and when: by the core alone, with requests of the test's own. */
class DecisionsTest {
  private static final PinnedClock CLOCK = new PinnedClock(Instant.ofEpochSecond(1_524_642_700));
  private static RSAKey key;

  private final List<Decision> decisions = new ArrayList<>();
  private final List<AutoCloseable> started = new ArrayList<>();

  private static final SentinelListener DEAF = new SentinelListener() {};

  /** A request as an adapter has it. */
  private static final class Asked implements RequestAuthenticator.Request {
    final Map<String, Object> attributes = new HashMap<>();
    int addressAsked;

    @Override
    public String method() {
      return "BREW";
    }

    @Override
    public String rawPath() {
      return "/fault";
    }

    @Override
    public @Nullable String clientAddress() {
      addressAsked++;
      return "192.0.2.7";
    }

    @Override
    public @Nullable LoggedInUser user() {
      return null;
    }

    @Override
    public @Nullable Object attribute(String name) {
      return attributes.get(name);
    }

    @Override
    public void attribute(String name, Object value) {
      attributes.put(name, value);
    }
  }

  @BeforeAll
  static void makeKey() throws JOSEException {
    key = new RSAKeyGenerator(2048).generate();
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : started) {
      each.close();
    }
  }

  private RequestAuthenticator authenticator(SentinelListener... listeners) {
    return sentinel(listeners).requestAuthenticator();
  }

  private Sentinel sentinel(SentinelListener... listeners) {
    Properties settings = new Properties();
    settings.setProperty("sentinel.account-id", "le1");
    settings.setProperty("sentinel.keys", "v1");
    settings.setProperty("sentinel.route.api.path", "/api/*");
    settings.setProperty("sentinel.route.open.path", "/open");
    settings.setProperty("sentinel.route.open.access", "anonymous");
    settings.setProperty("sentinel.route.scoped.path", "/a.b");
    settings.setProperty("sentinel.route.scoped.scopes", "more");
    settings.setProperty("sentinel.route.upper.path", "/upper");
    settings.setProperty("sentinel.route.upper.methods", "GET");
    settings.setProperty("sentinel.route.upper.scopes", "more");
    try {
      settings.setProperty(
          "sentinel.v1.public-key",
          Base64.getEncoder().encodeToString(key.toPublicKey().getEncoded()));
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
    Sentinel.Builder builder = Sentinel.builder(SentinelConfig.load(settings)).clock(CLOCK);
    for (SentinelListener listener : listeners) {
      builder.listener(listener);
    }
    Sentinel sentinel = builder.build();
    started.add(sentinel);
    return sentinel;
  }

  private SentinelListener listener() {
    return new SentinelListener() {
      @Override
      public void decided(Decision decision) {
        decisions.add(decision);
      }
    };
  }

  private static List<String> bearer(String claims) {
    try {
      JWSObject jws =
          new JWSObject(
              new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("k1").build(),
              new Payload(
                  "{\"iss\":\"Sentinel\",\"aud\":\"le1\",\"azp\":\"app\",\"scope\":\"a\","
                      + claims
                      + "}"));
      jws.sign(new RSASSASigner(key));
      return List.of("Bearer " + jws.serialize());
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> good() {
    return bearer("\"exp\":1524646270");
  }

  private static Verdict ask(
      RequestAuthenticator authenticator, String path, List<String> authorization, Asked request) {
    RequestPath asked = new RequestPath(path, "");
    Verdict verdict = authenticator.authenticate("GET", asked, authorization, request);
    if (verdict instanceof Verdict.Accepted accepted) {
      authenticator.keep(request, accepted, "GET", asked);
    }
    return verdict;
  }

  private static Verdict.Accepted letIn(
      RequestAuthenticator authenticator, String path, List<String> authorization, Asked request) {
    return (Verdict.Accepted) ask(authenticator, path, authorization, request);
  }

  @Test
  void requestThatIsLetInIsToldWhenThatIsFinal() {
    RequestAuthenticator authenticator = authenticator(listener());
    Asked request = new Asked();

    letIn(authenticator, "/api/x", good(), request);
    Runnable letIn = authenticator.whenLetIn(request);

    assertThat(decisions).isEmpty();
    assertThat(letIn).isNotNull();
    letIn.run();
    letIn.run();
    assertThat(decisions)
        .containsExactly(
            new Decision(
                "GET",
                "/api/x",
                "api",
                null,
                "app",
                List.of("le1"),
                "k1",
                "192.0.2.7",
                CLOCK.instant()));
    assertThat(decisions.get(0).code()).isEqualTo("accepted");
  }

  @Test
  void onlyTheFirstWhoAsksTells() {
    RequestAuthenticator authenticator = authenticator(listener());
    Asked request = new Asked();
    letIn(authenticator, "/api/x", good(), request);

    Runnable outer = authenticator.whenLetIn(request);

    assertThat(authenticator.whenLetIn(request)).isNull();
    assertThat(outer).isNotNull();
  }

  @Test
  void refusalIsToldAtOnceWithWhatTheTokenClaims() {
    RequestAuthenticator authenticator = authenticator(listener());

    ask(authenticator, "/api/x", bearer("\"exp\":1"), new Asked());

    assertThat(decisions)
        .containsExactly(
            new Decision(
                "GET",
                "/api/x",
                "api",
                Rejection.EXPIRED,
                "app",
                List.of("le1"),
                "k1",
                "192.0.2.7",
                CLOCK.instant()));
    assertThat(decisions.get(0).code()).isEqualTo("expired");
  }

  @Test
  void requestThatIsRefusedLaterIsOneDecision() {
    RequestAuthenticator authenticator = authenticator(listener());
    Asked request = new Asked();
    Verdict.Accepted accepted = letIn(authenticator, "/api/x", good(), request);
    Runnable letIn = authenticator.whenLetIn(request);

    authenticator.requireScopes(accepted, Set.of("b"), request);
    authenticator.requireAnyScope(accepted, Set.of("b"), request);
    authenticator.deny(request);
    authenticator.fault(new IllegalStateException("made up"), request);
    assertThat(letIn).isNotNull();
    letIn.run();

    assertThat(decisions).hasSize(1);
    assertThat(decisions.get(0).rejection()).isEqualTo(Rejection.INSUFFICIENT_SCOPE);
    assertThat(decisions.get(0).path()).isEqualTo("/api/x");
    assertThat(decisions.get(0).route()).isEqualTo("api");
    assertThat(decisions.get(0).authorizedParty()).isEqualTo("app");
    assertThat(decisions.get(0).audience()).containsExactly("le1");
  }

  @Test
  void requestThatGoesThroughBothAuthenticatorsIsOneDecision() {
    Sentinel sentinel = sentinel(listener());
    Asked request = new Asked();

    letIn(sentinel.requestAuthenticator(), "/api/x", good(), request);
    Runnable letIn = sentinel.requestAuthenticator().whenLetIn(request);
    ask(sentinel.loginAuthenticator(), "/nowhere", good(), request);
    assertThat(sentinel.loginAuthenticator().whenLetIn(request)).isNull();
    assertThat(letIn).isNotNull();
    letIn.run();

    assertThat(decisions).extracting(Decision::rejection).containsExactly(Rejection.LOGIN_REQUIRED);
  }

  @Test
  void requestThatGoesThroughTwoInstancesIsADecisionOfEach() {
    List<Decision> others = new ArrayList<>();
    RequestAuthenticator one = authenticator(listener());
    RequestAuthenticator other =
        authenticator(
            new SentinelListener() {
              @Override
              public void decided(Decision decision) {
                others.add(decision);
              }
            });
    Asked request = new Asked();

    letIn(one, "/api/x", good(), request);
    Runnable first = one.whenLetIn(request);
    letIn(other, "/api/x", good(), request);
    other.deny(request);
    assertThat(first).isNotNull();
    first.run();

    assertThat(decisions).extracting(Decision::code).containsExactly("accepted");
    assertThat(others).extracting(Decision::code).containsExactly("denied");
  }

  @Test
  void anonymousCallerIsADecisionToo() {
    RequestAuthenticator authenticator = authenticator(listener());
    Asked request = new Asked();

    letIn(authenticator, "/open", List.of(), request);
    Runnable letIn = authenticator.whenLetIn(request);
    assertThat(letIn).isNotNull();
    letIn.run();

    assertThat(decisions).hasSize(1);
    assertThat(decisions.get(0).code()).isEqualTo("accepted");
    assertThat(decisions.get(0).route()).isEqualTo("open");
    assertThat(decisions.get(0).authorizedParty()).isNull();
    assertThat(decisions.get(0).audience()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "/nowhere, no_token,",
    "/api/%2e%2e/x, ambiguous_path,",
    "/api/x, no_token, api",
    "/%61.b, no_token, scoped"
  })
  void routeIsTheOneThatDecides(String path, String code, @Nullable String route) {
    RequestAuthenticator authenticator = authenticator(listener());

    ask(authenticator, path, List.of(), new Asked());

    assertThat(decisions).extracting(Decision::code).containsExactly(code);
    assertThat(decisions).extracting(Decision::route).containsExactly(route);
  }

  @Test
  void routeOfAnotherReadingIsNamedWhereThatOneRefuses() {
    RequestAuthenticator authenticator = authenticator(listener());

    RequestPath path = new RequestPath("/upper", "");
    Verdict asSent = authenticator.authenticate("get", path, good(), new Asked());

    assertThat(asSent).isInstanceOf(Verdict.Refused.class);
    assertThat(decisions).extracting(Decision::route).containsExactly("upper");
  }

  @Test
  void faultIsADecisionAboutWhatWasAskedFor() {
    RequestAuthenticator authenticator = authenticator(listener());

    authenticator.fault(new IllegalStateException("made up"), new Asked());

    assertThat(decisions).extracting(Decision::code).containsExactly("internal_error");
    assertThat(decisions).extracting(Decision::method).containsExactly("BREW");
    assertThat(decisions).extracting(Decision::path).containsExactly("/fault");
  }

  @Test
  void verificationWithoutARequestIsNoDecision() throws Exception {
    Sentinel sentinel = sentinel(listener());

    sentinel.tokenVerifier().verify(good().get(0).substring(7));

    assertThat(decisions).isEmpty();
  }

  @Test
  void whereNothingIsLookedAtAgainTheVerdictIsToldAtOnce() {
    RequestAuthenticator authenticator = authenticator(listener());

    authenticator.authenticate("GET", "/api/x", "", good());
    authenticator.authenticate("GET", "/api/x", "", List.of());

    assertThat(decisions).extracting(Decision::code).containsExactly("accepted", "no_token");
  }

  @Test
  void whereNobodyListensNothingIsKeptOrAskedFor() {
    RequestAuthenticator authenticator = authenticator(DEAF);
    Asked request = new Asked();

    letIn(authenticator, "/api/x", good(), request);
    ask(authenticator, "/api/x", List.of(), request);

    assertThat(authenticator.whenLetIn(request)).isNull();
    assertThat(request.attributes).containsOnlyKeys(RequestAuthenticator.VERDICT_ATTRIBUTE);
    assertThat(request.addressAsked).isZero();
  }

  @Test
  void listenerThatFailsChangesNothing() {
    RequestAuthenticator authenticator =
        authenticator(
            new SentinelListener() {
              @Override
              public void decided(Decision decision) {
                throw new IllegalStateException("made up");
              }
            },
            listener());
    Asked request = new Asked();

    assertThat(letIn(authenticator, "/api/x", good(), request).token()).isNotNull();
    Runnable letIn = authenticator.whenLetIn(request);
    assertThat(letIn).isNotNull();
    letIn.run();
    Verdict refused = ask(authenticator, "/api/x", List.of(), new Asked());

    assertThat(decisions).hasSize(2);
    assertThat(((Verdict.Refused) refused).rejection()).isEqualTo(Rejection.NO_TOKEN);
  }

  @Test
  void whatACallerSendsIsEscapedAndCut() {
    RequestAuthenticator authenticator = authenticator(listener());
    RequestPath path = new RequestPath("/a\n\u001b[31m;token=secret" + "/x".repeat(5000), "");

    authenticator.authenticate("GE\nT" + "T".repeat(5000), path, List.of(), new Asked());

    assertThat(decisions).hasSize(1);
    assertThat(decisions.get(0).method()).startsWith("GE\\u000aT").hasSizeLessThan(30);
    assertThat(decisions.get(0).path())
        .startsWith("/a\\u000a\\u001b[31m;***/x")
        .hasSizeLessThan(210);
  }
}
