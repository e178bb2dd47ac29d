package dev.sentinelauth.it.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A server that comes as a zip file. */
final class Distribution {

  private Distribution() {}

  /** Its directory, as it was in the zip file; kept from run to run and never changed. */
  static Path unpacked(Site site) throws IOException {
    Path archive = site.artifacts().get(0);
    String name = archive.getFileName().toString().replace(".zip", "");
    Path home = site.cache().resolve(name);
    Path complete = site.cache().resolve(name + ".complete");
    if (!Files.exists(complete)) {
      Archives.delete(home);
      Archives.unpack(archive, home);
      Files.createFile(complete);
    }
    return home;
  }

  /** Changes a file of a copy. */
  static void replace(Path file, String what, String by) throws IOException {
    String before = Files.readString(file);
    if (!before.contains(what)) {
      throw new IOException("no " + what + " in " + file);
    }
    Files.writeString(file, before.replace(what, by));
  }
}
