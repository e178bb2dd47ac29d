package dev.sentinelauth.it.servers;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A server that one of our launchers starts. */
record Embedded(String name, Rest rest, boolean full, Class<?> launcher, List<String> options)
    implements Server {

  /** A servlet container and no more. */
  static Embedded light(String name, Class<?> launcher) {
    return new Embedded(name, Rest.NONE, false, launcher, List.of());
  }

  /** One with Jakarta EE. */
  static Embedded full(String name, Rest rest, Class<?> launcher, List<String> options) {
    return new Embedded(name, rest, true, launcher, options);
  }

  @Override
  public Pattern ready() {
    return Pattern.compile("^launched$");
  }

  @Override
  public ProcessBuilder command(Site site) {
    List<String> command = new ArrayList<>();
    command.add(site.java());
    command.addAll(Site.memory());
    command.addAll(options);
    command.add("-Djava.io.tmpdir=" + site.directory());
    command.add("-classpath");
    command.add(
        Stream.concat(Stream.of(site.agent()), site.artifacts().stream())
            .map(Object::toString)
            .collect(Collectors.joining(File.pathSeparator)));
    command.add(launcher.getName());
    command.add(Integer.toString(site.port()));
    command.add(site.directory().toString());
    site.wars().forEach(war -> command.add(war.toString()));
    return site.command(command);
  }
}
