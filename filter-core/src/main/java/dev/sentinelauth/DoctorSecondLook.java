package dev.sentinelauth;

import dev.sentinelauth.DoctorNetwork.Outcome;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the network can tell of a refusal that a wrong clock or a wrong region may be behind. It is
 * asked for nothing else.
 */
final class DoctorSecondLook {
  private final SentinelConfig config;
  private final InstantSource clock;

  DoctorSecondLook(SentinelConfig config, InstantSource clock) {
    this.config = config;
    this.clock = clock;
  }

  /** Adds what Sentinel's clock says, or the Domain API of the account. */
  void addTo(DoctorReport.Section section, DoctorVerdict verdict, DoctorPatient token) {
    DoctorStep failed = verdict.failed();
    if (failed == DoctorStep.EXP || failed == DoctorStep.START) {
      try (DoctorNetwork network = new DoctorNetwork(config, clock)) {
        Object unused = network.await(network.http().get(somebody(), RemoteJwkSet.MAX_BYTES));
        section.add(DoctorClock.compare(network.clocks(), config.policy().clockSkew()));
      }
    } else if (verdict.rejection() == Rejection.UNKNOWN_KEY) {
      URI fixed = config.remote().server();
      String account = account(token.audience());
      if (fixed != null && account != null && !isLoopback(fixed)) {
        try (DoctorNetwork network = new DoctorNetwork(config, clock)) {
          Outcome<URI> asked = network.await(network.domains().sentinel(account).fetched());
          URI found = asked.value();
          if (found != null) {
            section.add(DoctorRegion.compare(account, found, fixed));
          }
        }
      }
    }
  }

  /** Whoever would be asked first; all that is wanted is a date. */
  private URI somebody() {
    URI keys = config.keys().jwksUri();
    URI server = config.remote().server();
    return keys != null
        ? keys
        : server != null ? server.resolve(AccountKeys.WELL_KNOWN) : config.remote().domainApi();
  }

  private @Nullable String account(List<String> audience) {
    return config.remote().accountIds().stream()
        .filter(audience::contains)
        .findFirst()
        .orElse(null);
  }

  private static boolean isLoopback(URI uri) {
    return Hosts.isLoopback(String.valueOf(uri.getHost()));
  }
}
