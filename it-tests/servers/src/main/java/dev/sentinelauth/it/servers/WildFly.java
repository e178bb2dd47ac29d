package dev.sentinelauth.it.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** WildFly, the whole distribution: RESTEasy. */
record WildFly(String name) implements Server {
  private static final int HTTP = 8080;

  /**
   * Applications that let Jakarta Security tell the container who calls name this domain in their
   * jboss-web.xml: with the default one, callers would have to be known to WildFly beforehand.
   */
  static final String CALLERS_OF_THE_APPLICATION = "callers-of-the-application";

  @Override
  public Rest rest() {
    return Rest.RESTEASY;
  }

  @Override
  public boolean full() {
    return true;
  }

  @Override
  public Pattern ready() {
    return Pattern.compile("WFLYSRV002[56]");
  }

  @Override
  public ProcessBuilder command(Site site) throws IOException {
    Path home = Distribution.unpacked(site);
    Path base = site.directory().resolve("standalone");
    Archives.copyTree(home.resolve("standalone"), base);
    addDomain(base.resolve("configuration/standalone.xml"));
    for (Path war : site.archives()) {
      Files.copy(war, base.resolve("deployments").resolve(war.getFileName().toString()));
    }
    ProcessBuilder builder =
        site.command(
            List.of(
                home.resolve("bin/standalone.sh").toString(),
                "-Djboss.server.base.dir=" + base,
                "-Djboss.bind.address=127.0.0.1",
                "-Djboss.bind.address.management=127.0.0.1",
                "-Djboss.socket.binding.port-offset=" + (site.port() - HTTP)));
    builder
        .environment()
        .put("JAVA_OPTS", String.join(" ", Site.memory()) + " -Djava.net.preferIPv4Stack=true");
    return builder;
  }

  /** For web applications and for the EJBs in them, which know no such switch. */
  private static void addDomain(Path configuration) throws IOException {
    String before = Files.readString(configuration);
    int web = before.indexOf("urn:jboss:domain:undertow:");
    Files.writeString(
        configuration,
        withDomain(before.substring(0, web), "")
            + withDomain(before.substring(web), " integrated-jaspi=\"false\""));
  }

  private static String withDomain(String part, String attributes) {
    String other = "<application-security-domain name=\"other\"";
    String ours =
        "<application-security-domain name=\"%s\" security-domain=\"ApplicationDomain\"%s/>"
            .formatted(CALLERS_OF_THE_APPLICATION, attributes);
    return part.replace(other, ours + other);
  }
}
