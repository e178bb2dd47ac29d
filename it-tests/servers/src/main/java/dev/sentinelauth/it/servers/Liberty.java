package dev.sentinelauth.it.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** Open Liberty, the whole distribution with the web profile: RESTEasy. */
record Liberty(String name) implements Server {

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
    return Pattern.compile("CWWKF0011I");
  }

  @Override
  public ProcessBuilder command(Site site) throws IOException {
    Path home = Distribution.unpacked(site);
    Path user = site.directory().resolve("usr");
    Path server = user.resolve("servers/table");
    Files.createDirectories(server);
    StringBuilder applications = new StringBuilder();
    for (Path war : site.wars()) {
      applications.append(
          "  <webApplication location=\"%1$s.war\" name=\"%2$s\" contextRoot=\"/%2$s\"/>%n"
              .formatted(war, war.getFileName()));
    }
    // ready means, here as elsewhere, that all applications were dealt with
    Files.writeString(
        server.resolve("server.xml"),
        """
        <server>
          <featureManager>
            <feature>webProfile-10.0</feature>
          </featureManager>
          <httpEndpoint id="defaultHttpEndpoint" host="127.0.0.1" httpPort="%d" httpsPort="-1"/>
          <applicationManager startTimeout="180s"/>
          <applicationMonitor updateTrigger="disabled"/>
        %s</server>
        """
            .formatted(site.port(), applications));
    Files.writeString(server.resolve("jvm.options"), String.join("\n", Site.memory()));
    ProcessBuilder builder =
        site.command(List.of(home.resolve("bin/server").toString(), "run", "table"));
    builder.environment().put("WLP_USER_DIR", user.toString());
    builder.environment().put("WLP_OUTPUT_DIR", site.directory().resolve("output").toString());
    return builder;
  }
}
