package dev.sentinelauth.it.servers;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** Class files, jars and zip files: found, copied, packed and unpacked. */
final class Archives {

  private Archives() {}

  /** The jar, or the directory of class files, that a class comes from. */
  static Path origin(Class<?> type) {
    URI uri;
    try {
      uri = type.getProtectionDomain().getCodeSource().getLocation().toURI();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
    return Path.of(uri);
  }

  /** Copies class files, those of nested classes and of superclasses of ours too. */
  static void copyClasses(List<Class<?>> types, Path directory) throws IOException {
    for (Class<?> type : types) {
      for (Class<?> one = type; one != null && isOurs(one); one = one.getSuperclass()) {
        copyClass(one, directory);
      }
    }
  }

  private static boolean isOurs(Class<?> type) {
    return type.getName().startsWith(Archives.class.getPackageName() + ".");
  }

  private static void copyClass(Class<?> type, Path directory) throws IOException {
    Path root = origin(type);
    Path folder = root.resolve(type.getPackageName().replace('.', '/'));
    Path target = directory.resolve(root.relativize(folder).toString());
    Files.createDirectories(target);
    String name = type.getSimpleName();
    try (Stream<Path> siblings = Files.list(folder)) {
      for (Path file : siblings.toList()) {
        String fileName = file.getFileName().toString();
        if (fileName.equals(name + ".class") || fileName.startsWith(name + "$")) {
          copy(file, target.resolve(fileName));
        }
      }
    }
  }

  /** Copies jars, and packs directories of class files into jars. */
  static void copyLibraries(List<Path> libraries, Path directory) throws IOException {
    Files.createDirectories(directory);
    for (Path library : libraries) {
      if (Files.isDirectory(library)) {
        // target/classes of a module
        Path module = library.getName(library.getNameCount() - 3);
        pack(library, directory.resolve("sentinel-" + module + ".jar"));
      } else {
        copy(library, directory.resolve(library.getFileName().toString()));
      }
    }
  }

  /** All of a directory in a zip file. */
  static void pack(Path directory, Path archive) throws IOException {
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(archive))) {
      out.setLevel(1);
      packInto(out, directory);
    }
  }

  /** A jar with the class files of the launchers, which also is the agent that watches us. */
  static void packLaunchers(Class<?> agent, Path archive) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Premain-Class", agent.getName());
    Path root = origin(agent);
    Path folder = root.resolve(agent.getPackageName().replace('.', '/'));
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(archive), manifest);
        Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        out.putNextEntry(new ZipEntry(root.relativize(file).toString().replace('\\', '/')));
        Files.copy(file, out);
      }
    }
  }

  private static void packInto(ZipOutputStream out, Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        out.putNextEntry(new ZipEntry(directory.relativize(file).toString().replace('\\', '/')));
        Files.copy(file, out);
      }
    }
  }

  /** Unpacks a server, without the one folder that all of it is in; scripts can be run. */
  static void unpack(Path archive, Path directory) throws IOException {
    try (ZipFile zip = new ZipFile(archive.toFile())) {
      for (Enumeration<? extends ZipEntry> e = zip.entries(); e.hasMoreElements(); ) {
        ZipEntry entry = e.nextElement();
        String name = entry.getName().substring(entry.getName().indexOf('/') + 1);
        Path file = directory.resolve(name).normalize();
        if (!file.startsWith(directory)) {
          throw new IOException(archive + " would unpack to " + file);
        }
        if (entry.isDirectory()) {
          Files.createDirectories(file);
          continue;
        }
        Files.createDirectories(file.getParent());
        try (InputStream in = zip.getInputStream(entry);
            OutputStream out = Files.newOutputStream(file)) {
          in.transferTo(out);
        }
        boolean script = name.startsWith("bin/") || name.contains("/bin/");
        if (script && !file.toFile().setExecutable(true)) {
          throw new IOException("can't make executable: " + file);
        }
      }
    }
  }

  static void copyTree(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          copy(file, target);
        }
      }
    }
  }

  static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
  }
}
