package dev.sentinelauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The order of the doctor's steps against the order in which the filters refuse. */
class DoctorStepTest {
  @TempDir private static Path directory;
  private static Sentinel sentinel;

  /** A request in the making, good as it comes. */
  private static final class Made {
    private final DoctorTokens.Made token =
        DoctorTokens.token().claim("scope", "a r").claim("azp", "fine").claim("jti", "1");
    private String path = "/accounts/le1/x";
    private String behindToken = "";
    private int headers = 1;

    private DoctorVerdict verdict() {
      String header = "Authorization: Bearer " + token.compact() + behindToken + "\n";
      return DoctorVerdict.of(
          sentinel,
          new DoctorRequest("GET", path, false),
          new DoctorTokenFile(header.repeat(headers).getBytes(StandardCharsets.UTF_8)));
    }
  }

  private static final Map<DoctorStep, Consumer<Made>> FAULTS = new EnumMap<>(DoctorStep.class);

  static {
    FAULTS.put(DoctorStep.PATH, made -> made.path += "//");
    FAULTS.put(DoctorStep.ROUTE, made -> made.path = "/denied/x");
    FAULTS.put(DoctorStep.AUTHORIZATION, made -> made.headers = 2);
    FAULTS.put(DoctorStep.LENGTH, made -> made.token.claim("x", "y".repeat(9000)));
    FAULTS.put(DoctorStep.CHARACTERS, made -> made.behindToken = ",");
    FAULTS.put(DoctorStep.PARTS, made -> made.token.signed = false);
    FAULTS.put(DoctorStep.HEADER, made -> made.token.behindHeader = "x");
    FAULTS.put(DoctorStep.CRIT, made -> made.token.header("crit", List.of("x")));
    FAULTS.put(DoctorStep.NAMES, made -> made.token.header("kid", 1));
    FAULTS.put(DoctorStep.TYP, made -> made.token.header("typ", "JOSE"));
    FAULTS.put(DoctorStep.PAYLOAD, made -> made.token.behindClaims = "x");
    FAULTS.put(DoctorStep.ALG, made -> made.token.header("alg", "HS256"));
    FAULTS.put(DoctorStep.EXP, made -> made.token.claim("exp", 1));
    FAULTS.put(DoctorStep.START, made -> made.token.claim("nbf", 9_999_999_999L));
    FAULTS.put(DoctorStep.LIFETIME, made -> made.token.claim("exp", 9_999_999_999L));
    FAULTS.put(DoctorStep.ISS, made -> made.token.claim("iss", "idp"));
    FAULTS.put(DoctorStep.AUD, made -> made.token.claim("aud", "le9"));
    FAULTS.put(DoctorStep.AZP, made -> made.token.claim("azp", "evil"));
    FAULTS.put(DoctorStep.SCOPE, made -> made.token.claim("scope", 5));
    FAULTS.put(DoctorStep.REQUIRED, made -> made.token.without("jti"));
    FAULTS.put(DoctorStep.CNF, made -> made.token.claim("cnf", Map.of("jkt", "x")));
    FAULTS.put(DoctorStep.KEY, made -> made.token.header("kid", "other"));
    FAULTS.put(DoctorStep.SIGNATURE, made -> made.token.key = DoctorTokens.STRANGER);
    FAULTS.put(DoctorStep.SCOPES, made -> made.token.claim("scope", "r"));
    FAULTS.put(DoctorStep.ROUTE_ACCOUNT, made -> made.path = "/accounts/le2/x");
    FAULTS.put(DoctorStep.ROUTE_AZP, made -> made.token.claim("azp", "known"));
    FAULTS.put(DoctorStep.ROUTE_SCOPES, made -> made.token.claim("scope", "a"));
  }

  @BeforeAll
  static void start() {
    Properties settings = DoctorTokens.offline(directory);
    settings.setProperty("sentinel.authorized-parties", "fine, known");
    settings.setProperty("sentinel.scopes", "a");
    settings.setProperty("sentinel.required-claims", "jti");
    settings.setProperty("sentinel.max-lifetime", "2h");
    settings.setProperty("sentinel.route.denied.path", "/denied/*");
    settings.setProperty("sentinel.route.denied.access", "deny");
    settings.setProperty("sentinel.route.account.path", "/accounts/{account}/x");
    settings.setProperty("sentinel.route.account.scopes", "r");
    settings.setProperty("sentinel.route.account.authorized-parties", "fine");
    sentinel =
        Sentinel.builder(SentinelConfig.load(settings)).clock(() -> DoctorTokens.NOW).build();
  }

  @AfterAll
  static void stop() {
    sentinel.close();
  }

  @Test
  void requestWithoutFaultPassesEachStep() {
    assertThat(new Made().verdict().failed()).isNull();
    assertThat(new Made().verdict().verdict()).isInstanceOf(Verdict.Accepted.class);
  }

  @Test
  void eachStepHasAFaultThatEndsInIt() {
    assertThat(FAULTS.keySet()).containsExactly(DoctorStep.values());
    FAULTS.forEach(
        (step, fault) -> {
          Made made = new Made();
          fault.accept(made);
          assertThat(made.verdict().failed()).as(step.title()).isEqualTo(step);
        });
  }

  /** Each pair, and so each pair of neighbours: what is wrong first is what the filters say. */
  @Test
  void ofTwoFaultsTheOneOfTheEarlierStepIsTheRefusal() {
    List<String> wrong = new ArrayList<>();
    for (DoctorStep earlier : DoctorStep.values()) {
      for (DoctorStep later : DoctorStep.values()) {
        if (earlier.compareTo(later) < 0) {
          Made made = new Made();
          FAULTS.get(later).accept(made);
          FAULTS.get(earlier).accept(made); // has the last word where both change the same
          DoctorStep failed = made.verdict().failed();
          if (failed != earlier) {
            wrong.add(earlier + " and " + later + " end in " + failed);
          }
        }
      }
    }

    assertThat(wrong).isEmpty();
  }

  @Test
  void whatIsMissingForTwoReasonsEndsInTheFirst() {
    for (String claim : List.of("exp", "iss", "aud")) {
      Made made = new Made();
      made.token.without(claim);
      assertThat(made.verdict().failed())
          .isEqualTo(DoctorStep.valueOf(claim.toUpperCase(Locale.ROOT)));
    }
    Made withoutIat = new Made();
    withoutIat.token.without("iat");
    assertThat(withoutIat.verdict().failed()).isEqualTo(DoctorStep.LIFETIME);
    Made withoutParty = new Made();
    withoutParty.token.without("azp");
    assertThat(withoutParty.verdict().failed()).isEqualTo(DoctorStep.AZP);
  }

  @Test
  void eachRefusalHasAStep() {
    for (Rejection rejection : Rejection.values()) {
      DoctorStep step =
          DoctorStep.of(
              rejection, String.valueOf(rejection.description()), sentinel.config().policy(), true);
      assertThat(step == null)
          .as(rejection.code())
          .isEqualTo(rejection == Rejection.INTERNAL_ERROR);
    }
  }
}
