package dev.sentinelauth.it.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * GlassFish or Payara, the whole distribution, started and told what to deploy by its {@code
 * asadmin}, as its administrators do it: Jersey in CDI.
 */
record GlassFish(String name, int java) implements Server {

  /** What the domain listens on besides: nobody needs it here, and it may be taken. */
  private static final List<Integer> OTHER_PORTS = List.of(3700, 3820, 3920, 6666, 7676, 8686);

  @Override
  public Rest rest() {
    return Rest.JERSEY;
  }

  @Override
  public boolean full() {
    return true;
  }

  @Override
  public Pattern ready() {
    return Pattern.compile("^launched$");
  }

  @Override
  public ProcessBuilder command(Site site) throws IOException {
    Path home = Distribution.unpacked(site);
    Path domains = site.directory().resolve("domains");
    Archives.copyTree(home.resolve("glassfish/domains/domain1"), domains.resolve("domain1"));
    int adminPort = Site.freePort();
    configure(domains.resolve("domain1/config/domain.xml"), site.port(), adminPort);
    StringBuilder deployments = new StringBuilder();
    for (Path war : site.wars()) {
      deployments.append(
          "deploy --name %1$s --contextroot %1$s %2$s.war%n".formatted(war.getFileName(), war));
    }
    Path commands = site.directory().resolve("commands.txt");
    Files.writeString(commands, deployments);
    Path script = site.directory().resolve("start.sh");
    Files.writeString(
        script,
        """
        "%1$s" start-domain --verbose --domaindir "%2$s" domain1 &
        server=$!
        until "%1$s" --port %3$d uptime >/dev/null 2>&1; do
          kill -0 $server || exit 1
          sleep 1
        done
        "%1$s" --port %3$d multimode --file "%4$s"
        echo launched
        wait $server
        """
            .formatted(home.resolve("bin/asadmin"), domains, adminPort, commands));
    ProcessBuilder builder = site.command(List.of("sh", script.toString()));
    builder.environment().put("AS_JAVA", site.jdk().toString());
    return builder;
  }

  private static void configure(Path domain, int port, int adminPort) throws IOException {
    String xml =
        Files.readString(domain)
            .replace("0.0.0.0", "127.0.0.1")
            .replace("port=\"8080\"", "address=\"127.0.0.1\" port=\"" + port + "\"")
            .replace("port=\"8181\"", "enabled=\"false\" port=\"" + Site.freePort() + "\"")
            .replace("port=\"4848\"", "address=\"127.0.0.1\" port=\"" + adminPort + "\"")
            .replace(
                "<hazelcast-runtime-configuration",
                "<hazelcast-runtime-configuration enabled=\"false\"");
    for (int other : OTHER_PORTS) {
      String free = Integer.toString(Site.freePort());
      xml =
          xml.replace("\"" + other + "\"", "\"" + free + "\"")
              .replace("=" + other + "<", "=" + free + "<");
    }
    Files.writeString(domain, xml);
  }
}
