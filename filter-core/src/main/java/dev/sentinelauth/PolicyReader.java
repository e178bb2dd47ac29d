package dev.sentinelauth;

import static dev.sentinelauth.internal.settings.SettingDescriptor.Trait.AT_START;

import dev.sentinelauth.SentinelConfig.Policy;
import dev.sentinelauth.internal.settings.Durations;
import dev.sentinelauth.internal.settings.Grammar;
import dev.sentinelauth.internal.settings.SettingDescriptor;
import dev.sentinelauth.internal.settings.SettingGroup;
import dev.sentinelauth.internal.settings.SettingNames;
import dev.sentinelauth.internal.settings.Settings;
import dev.sentinelauth.internal.settings.Values;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What every token must satisfy, and who checks it: the settings, and how they are read. */
final class PolicyReader {
  static final SettingGroup DECLARED = new SettingGroup(SettingNames.PREFIX);

  /** In front of the required claims it takes these two away. */
  private static final String NONE = "none";

  private static final List<String> AZP_AND_SCOPE = List.of("azp", Scopes.CLAIM);

  static final SettingDescriptor<Set<String>> ISSUER =
      DECLARED.setting("issuer", Values.TEXTS, "Sentinel", "accepted `iss`");

  static final SettingDescriptor<Set<String>> AUDIENCE =
      DECLARED.optional(
          "audience",
          Values.TEXTS.saying("a list; with hosts per account, account ids only"),
          "the account ids",
          "accepted `aud`; one of the token's is enough");

  static final SettingDescriptor<Set<String>> AUTHORIZED_PARTIES =
      DECLARED.list("authorized-parties", Values.TEXTS, "any", "accepted `azp`");

  static final SettingDescriptor<Set<String>> SCOPES =
      DECLARED.list("scopes", Values.SCOPES, "none", "scopes that every token must hold");

  static final SettingDescriptor<Set<String>> ALGORITHMS =
      DECLARED.setting(
          "algorithms",
          Grammar.of(Values::algorithm, "RS, PS, ES with 256, 384, 512").list(),
          "RS256",
          "accepted `alg`; `none` and `HS*` are a configuration error");

  static final SettingDescriptor<Set<String>> REQUIRED_CLAIMS =
      DECLARED.list(
          "required-claims",
          Values.TEXTS.saying("a list; it may begin with `none`"),
          "none more",
          "claims that must be there besides `iss`, `aud`, `exp`, `azp` and `scope`; a list that"
              + " begins with `none` takes `azp` and `scope` away (`none`; `none, sub`). They are"
              + " what tells an AppJWT from an `id_token`");

  static final SettingDescriptor<Duration> CLOCK_SKEW =
      DECLARED.setting(
          "clock-skew",
          Durations.between(Duration.ZERO, Duration.ofMinutes(10)),
          "30s",
          "for `exp`, `nbf`, `iat`");

  private static final SettingDescriptor<Duration> MAX_LIFETIME =
      DECLARED.optional(
          "max-lifetime",
          Durations.from(Duration.ofSeconds(1)),
          "none",
          "refuses a token whose `exp` - `iat` is longer");

  private static final SettingDescriptor<Integer> MAX_TOKEN_LENGTH =
      DECLARED.setting(
          "max-token-length",
          Values.integer(1, 1_000_000),
          "8192",
          "in characters; a longer token is refused unread");

  private static final SettingDescriptor<Integer> CACHE_SIZE =
      DECLARED.setting(
          "cache.size",
          Values.integer(0, 10_000_000),
          "10000",
          "verified tokens remembered; 0 turns the cache off");

  private static final SettingDescriptor<Duration> CACHE_TTL =
      DECLARED.setting(
          "cache.ttl",
          Durations.from(Durations.SHORTEST),
          "1h",
          "for how long, and never past `exp` or the key's trust");

  private static final SettingDescriptor<String> CRYPTO_PROVIDER =
      DECLARED.setting(
          "crypto.provider",
          Grammar.of(value -> value, "`auto`, or the name of a JCA provider"),
          SignatureProvider.AUTO,
          "who checks signatures; see \"Faster signatures, and FIPS\"",
          AT_START);

  private PolicyReader() {}

  static Policy read(Settings settings, List<String> accountIds) {
    Set<String> audiences = settings.find(AUDIENCE);
    return new Policy(
        settings.get(ISSUER),
        audiences != null
            ? audiences
            : Collections.unmodifiableSet(new LinkedHashSet<>(accountIds)),
        settings.get(AUTHORIZED_PARTIES),
        settings.get(SCOPES),
        settings.get(ALGORITHMS),
        requiredClaims(settings),
        settings.get(CLOCK_SKEW),
        settings.find(MAX_LIFETIME),
        settings.get(MAX_TOKEN_LENGTH),
        settings.get(CACHE_SIZE),
        settings.get(CACHE_TTL));
  }

  /**
   * The list adds to the claims that tell an AppJWT from an {@code id_token}. To ask for fewer of
   * them loosens a check, which takes an explicit word in front.
   */
  private static Set<String> requiredClaims(Settings settings) {
    Set<String> listed = settings.get(REQUIRED_CLAIMS);
    boolean fewer = !listed.isEmpty() && listed.iterator().next().equals(NONE);
    if (!fewer && listed.contains(NONE)) {
      settings.problem(
          REQUIRED_CLAIMS, "expected none as the first word of the list, or not at all");
    }
    Set<String> claims = new LinkedHashSet<>(fewer ? List.of() : AZP_AND_SCOPE);
    claims.addAll(listed);
    claims.remove(NONE);
    return Collections.unmodifiableSet(claims);
  }

  /**
   * A provider that was named has to be there, and to work, whatever {@code sentinel.startup} says:
   * where the choice is a matter of FIPS, tokens checked by another one are worse than no start.
   */
  static @Nullable String cryptoProvider(Settings settings, Policy policy) {
    Grammar<String> working =
        Grammar.of(
            value ->
                value.equals(SignatureProvider.AUTO)
                    ? value
                    : SignatureProvider.named(value, policy.algorithms()).toString(),
            CRYPTO_PROVIDER.grammar().takes());
    String name = settings.find(CRYPTO_PROVIDER.taking(working));
    return SignatureProvider.AUTO.equals(name) ? null : name;
  }
}
