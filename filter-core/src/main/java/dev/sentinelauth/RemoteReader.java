package dev.sentinelauth;

import dev.sentinelauth.SentinelConfig.Remote;
import dev.sentinelauth.internal.settings.Durations;
import dev.sentinelauth.internal.settings.Grammar;
import dev.sentinelauth.internal.settings.SettingDescriptor;
import dev.sentinelauth.internal.settings.SettingGroup;
import dev.sentinelauth.internal.settings.SettingNames;
import dev.sentinelauth.internal.settings.Settings;
import dev.sentinelauth.internal.settings.Values;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which accounts are served, and who is asked about them: the settings, and how they are read. */
final class RemoteReader {
  static final SettingGroup DECLARED = new SettingGroup(SettingNames.PREFIX);

  private static final Grammar<URI> SERVER_URI =
      Grammar.of(
          Hosts::httpsOrLoopback, "a host, or `https://` URI without path; `http://` for loopback");

  static final SettingDescriptor<Set<String>> ACCOUNT_ID =
      DECLARED.list("account-id", Values.ACCOUNT.list(), "required", "the account ids served here");

  static final SettingDescriptor<URI> SERVER =
      DECLARED.optional(
          "server", SERVER_URI, "asked from the Domain API, per account", "Sentinel's host");

  static final SettingDescriptor<URI> REGION =
      DECLARED.optional(
          "region",
          Grammar.words(regions()),
          "none",
          "Sentinel's fixed host of that region; not together with `server`");

  private static final SettingDescriptor<URI> DOMAIN_API_URI =
      DECLARED.setting(
          "domain-api.uri",
          SERVER_URI.saying("as `server`"),
          "https://api.liveperson.net",
          "the Domain API; with a loopback `http://` one, loopback hosts that it names are called"
              + " by http too");

  private static final SettingDescriptor<Duration> DOMAIN_API_TTL =
      DECLARED.setting(
          "domain-api.ttl",
          Durations.from(Durations.SHORTEST_INTERVAL),
          "2h",
          "how long its answer is kept; refreshed behind, in use without end while the API is"
              + " down");

  private RemoteReader() {}

  static Remote read(Settings settings) {
    settings.require(ACCOUNT_ID, "expected the account ids served here; this key is required");
    URI server = settings.find(SERVER);
    URI region = settings.find(REGION);
    if (settings.isSet(SERVER) && settings.isSet(REGION)) {
      settings.problem(
          REGION,
          "expected either this or "
              + SERVER
              + ", which is set too ("
              + settings.origin(SERVER)
              + ")");
    }
    URI sentinel = server == null ? region : server;
    URI domainApi = settings.get(DOMAIN_API_URI);
    return new Remote(
        List.copyOf(settings.get(ACCOUNT_ID)),
        sentinel,
        domainApi,
        settings.get(DOMAIN_API_TTL),
        settings.get(NetworkReader.CONNECT_TIMEOUT),
        settings.get(NetworkReader.REQUEST_TIMEOUT),
        NetworkReader.read(settings, sentinel == null ? domainApi : sentinel));
  }

  static Map<String, URI> regions() {
    Map<String, URI> regions = new LinkedHashMap<>();
    regions.put("us", URI.create("https://va.sentinel.liveperson.net"));
    regions.put("emea", URI.create("https://lo.sentinel.liveperson.net"));
    regions.put("apac", URI.create("https://sy.sentinel.liveperson.net"));
    return regions;
  }
}
