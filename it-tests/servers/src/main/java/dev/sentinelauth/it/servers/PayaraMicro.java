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
    List<String> command = new ArrayList<>();
    command.add(site.java());
    command.addAll(Site.memory());
    command.add("-Djava.io.tmpdir=" + site.directory());
    command.addAll(List.of("-jar", site.artifacts().get(0).toString()));
    command.addAll(List.of("--nocluster", "--disablephonehome"));
    command.addAll(List.of("--port", Integer.toString(site.port())));
    command.addAll(List.of("--prebootcommandfile", loopback.toString()));
    site.archives().forEach(war -> command.addAll(List.of("--deploy", war.toString())));
    return site.command(command);
  }
}
