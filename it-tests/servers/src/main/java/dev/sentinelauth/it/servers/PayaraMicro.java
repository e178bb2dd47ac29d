package dev.sentinelauth.it.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Payara Micro, started from its one jar: Jersey in CDI. */
record PayaraMicro(String name) implements Server {

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
    return Pattern.compile("Payara Micro .* ready in");
  }

  @Override
  public ProcessBuilder command(Site site) throws IOException {
    Path loopback = site.directory().resolve("before-boot.txt");
    Files.writeString(
        loopback,
        "set configs.config.server-config.network-config.network-listeners"
            + ".network-listener.http-listener.address=127.0.0.1\n");
    // one after the other: with --deploy, what one fails with keeps those after it out
    StringBuilder commands = new StringBuilder();
    for (Path war : site.wars()) {
      commands.append(
          "deploy --name=%1$s --contextroot=%1$s %2$s.war%n".formatted(war.getFileName(), war));
    }
    Path deployments = site.directory().resolve("after-boot.txt");
    Files.writeString(deployments, commands);
    List<String> command = new ArrayList<>();
    command.add(site.java());
    command.addAll(Site.memory());
    command.add("-Djava.io.tmpdir=" + site.directory());
    command.addAll(List.of("-jar", site.artifacts().get(0).toString()));
    command.addAll(List.of("--nocluster", "--disablephonehome"));
    command.addAll(List.of("--port", Integer.toString(site.port())));
    command.addAll(List.of("--prebootcommandfile", loopback.toString()));
    command.addAll(List.of("--postbootcommandfile", deployments.toString()));
    return site.command(command);
  }
}
