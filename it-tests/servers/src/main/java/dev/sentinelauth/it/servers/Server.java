package dev.sentinelauth.it.servers;

import java.io.IOException;
import java.util.regex.Pattern;

/** A server that can be started with web applications in it. */
interface Server {

  /** As in the table; its pom in {@code src/servers} has the same name. */
  String name();

  /** Whose Jakarta REST it has. */
  Rest rest();

  /** Whether it has EJB, CDI and the rest of Jakarta EE. */
  boolean full();

  /** Whether it is fast enough for every build. */
  default boolean light() {
    return !full();
  }

  /** The oldest Java that it runs on. */
  default int java() {
    return 17;
  }

  /** What it prints when all applications were dealt with. */
  Pattern ready();

  /** The process to start. */
  ProcessBuilder command(Site site) throws IOException;
}
