package dev.sentinelauth;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether the Sentinel that is set is the one that serves an account. */
final class DoctorRegion {
  private static final String NAME = "domain-api";

  private static final AllowedHosts LIVEPERSON = new AllowedHosts(AllowedHosts.LIVEPERSON);

  private DoctorRegion() {}

  /**
   * Compares what the Domain API says with what is set.
   *
   * @param fixed what is set; {@code null} for nothing
   */
  static DoctorLine compare(String account, URI found, @Nullable URI fixed) {
    String served = "account " + account + " is served by " + found.getAuthority();
    if (fixed == null || fixed.equals(found)) {
      return DoctorLine.ok(NAME, served + (fixed == null ? "" : ", as it is set"))
          .with("server", found.toString());
    }
    String calls = "; calls go to " + fixed.getAuthority() + ", as it is set";
    if (!LIVEPERSON.allows(fixed)) {
      // a gateway of the company's own, say
      return DoctorLine.info(NAME, served + calls).with("server", found.toString());
    }
    String region =
        RemoteReader.regions().entrySet().stream()
            .filter(entry -> entry.getValue().equals(found))
            .map(Map.Entry::getKey)
            .findFirst()
            .map(name -> RemoteReader.REGION + " = " + name)
            .orElse(RemoteReader.SERVER + " = " + found.getAuthority());
    return DoctorLine.failed(
            NAME,
            served + calls + ": the keys there are those of other accounts",
            "Set "
                + region
                + ", or neither "
                + RemoteReader.SERVER
                + " nor "
                + RemoteReader.REGION
                + ": then the Domain API is asked.")
        .with("server", found.toString());
  }
}
