package dev.sentinelauth;

import dev.sentinelauth.DoctorNetwork.Outcome;
import dev.sentinelauth.TokenEndpoint.Granted;
import dev.sentinelauth.internal.remote.FetchException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether a configuration works from this machine: each call that an application would make, made
 * once.
 */
final class DoctorOnline {
  private static final String DOMAIN_API = "domain-api";
  private static final String KEYS = "keys";
  private static final String TOKEN_ENDPOINT = "token-endpoint";

  private final SentinelConfig config;
  private final SignatureProvider provider;
  private final DoctorNetwork network;
  private final DoctorReport.Section section;

  /** Where each account's Sentinel is, as far as that is known. */
  private final Map<String, URI> servers = new LinkedHashMap<>();

  DoctorOnline(
      SentinelConfig config,
      SignatureProvider provider,
      DoctorNetwork network,
      DoctorReport.Section section) {
    this.config = config;
    this.provider = provider;
    this.network = network;
    this.section = section;
  }

  void look() {
    config.remote().accountIds().forEach(this::domainApi);
    keys();
    config.remote().accountIds().forEach(this::tokenEndpoint);
    section.add(DoctorClock.compare(network.clocks(), config.policy().clockSkew()));
  }

  private void domainApi(String account) {
    URI fixed = config.remote().server();
    if (fixed != null) {
      servers.put(account, fixed);
      if (isLoopback(fixed) && !isLoopback(config.remote().domainApi())) {
        section.add(
            DoctorLine.info(DOMAIN_API, "not asked: " + RemoteReader.SERVER + " is on this machine")
                .with("account", account));
        return;
      }
    }
    Outcome<URI> asked = network.await(network.domains().sentinel(account).base().fetched());
    URI found = asked.value();
    FetchException failure = asked.failure();
    DoctorLine line;
    if (found != null) {
      servers.putIfAbsent(account, found);
      line = DoctorRegion.compare(account, found, fixed);
    } else if (failure != null && fixed == null) {
      line = failed(DOMAIN_API, failure, DoctorCure.of(failure));
    } else {
      line =
          DoctorLine.notReached(
              DOMAIN_API,
              "not compared with the host that is set, and not needed: "
                  + (failure == null ? "" : failure.getMessage()));
    }
    section.add(network.describe(line.with("account", account), asked.exchange()));
  }

  private static boolean isLoopback(URI uri) {
    return Hosts.isLoopback(String.valueOf(uri.getHost()));
  }

  private void keys() {
    if (!config.keys().jwks()) {
      section.add(
          DoctorLine.info(KEYS, "not asked: " + KeysReader.KEYS + " trusts the v1 key alone"));
      return;
    }
    Map<URI, List<String>> accounts = new LinkedHashMap<>();
    for (String account : config.remote().accountIds()) {
      URI server = servers.get(account);
      URI uri = config.keys().jwksUri();
      if (uri == null && server != null) {
        uri = server.resolve(AccountKeys.WELL_KNOWN);
      }
      if (uri == null) {
        section.add(DoctorLine.notReached(KEYS, "no server is known").with("account", account));
      } else {
        accounts.computeIfAbsent(uri, any -> new ArrayList<>()).add(account);
      }
    }
    accounts.forEach(this::keySet);
  }

  private void keySet(URI uri, List<String> accounts) {
    Outcome<byte[]> got = network.await(network.http().get(uri, RemoteJwkSet.MAX_BYTES));
    byte[] document = got.value();
    FetchException failure = got.failure();
    DoctorLine line = null;
    if (document != null) {
      try {
        line = keySet(JwkSet.parse(document, null, provider));
      } catch (FetchException useless) {
        failure = useless;
      }
    }
    if (line == null) {
      line =
          failure == null
              ? DoctorLine.cannotTell(KEYS, "no answer", null)
              : failed(KEYS, failure, DoctorCure.of(failure));
    }
    section.add(network.describe(line.with("accounts", accounts), got.exchange()));
  }

  private static DoctorLine keySet(JwkSet set) {
    List<String> usable = set.described();
    DoctorLine line =
        usable.isEmpty()
            ? DoctorLine.failed(
                KEYS,
                "none of its keys can be used, so every token is refused",
                "It is Sentinel's to publish another one: look at what is passed over, and why.")
            : DoctorLine.ok(KEYS, String.join(", ", usable));
    line = line.with("key_ids", List.copyOf(set.keyIds()));
    return set.passedOver().isEmpty() ? line : line.with("passed_over", set.passedOver());
  }

  private void tokenEndpoint(String account) {
    if (config.client().clientId() == null) {
      section.add(
          DoctorLine.info(TOKEN_ENDPOINT, "not asked: " + ClientReader.CLIENT_ID + " is not set")
              .with("account", account));
      return;
    }
    if (!servers.containsKey(account)) {
      section.add(
          DoctorLine.notReached(TOKEN_ENDPOINT, "no server is known").with("account", account));
      return;
    }
    Outcome<Granted> asked = network.await(network.tokenEndpoint(account).clientCredentials());
    Granted granted = asked.value();
    FetchException failure = asked.failure();
    DoctorLine line =
        granted != null
            ? DoctorLine.ok(
                    TOKEN_ENDPOINT,
                    "gave an AppJWT, which lives for "
                        + DoctorTime.words(granted.lifetime())
                        + "; it was not kept")
                .with("lifetime_ms", granted.lifetime().toMillis())
            : tokenFailed(TOKEN_ENDPOINT, failure);
    section.add(network.describe(line.with("account", account), asked.exchange()));
  }

  /** That no token could be obtained, and what to do. */
  static DoctorLine tokenFailed(String name, @Nullable FetchException failure) {
    return failure == null
        ? DoctorLine.cannotTell(name, "no answer", null)
        : failed(name, failure, DoctorCure.ofToken(failure));
  }

  /** A plain no is to be answered by other settings; anything else may be the network's. */
  private static DoctorLine failed(String name, FetchException failure, @Nullable String cure) {
    String said = String.valueOf(failure.getMessage());
    return DoctorCure.isRefusal(failure)
        ? DoctorLine.failed(name, said, cure)
        : DoctorLine.cannotTell(name, said, cure);
  }
}
