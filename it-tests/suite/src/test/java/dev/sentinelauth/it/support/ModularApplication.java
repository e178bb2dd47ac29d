package dev.sentinelauth.it.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A small application in a module of its own, compiled, and run by {@code java -p … -m …} in a JVM
 * of its own.
 */
public final class ModularApplication {
  private final Path directory;
  private final List<Path> modulePath = new ArrayList<>();

  public ModularApplication(Path directory) {
    this.directory = directory;
  }

  /** Adds one of our own jars: as it was built, or as it will be. */
  public ModularApplication with(Class<?> of, String moduleName) throws Exception {
    modulePath.add(jar(of, moduleName));
    return this;
  }

  /** Adds jars of the class path, by the beginnings of their names up to the version. */
  public ModularApplication with(String... names) {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    for (String name : names) {
      List<Path> found =
          Stream.of(classPath.split(File.pathSeparator))
              .map(Path::of)
              .filter(path -> path.getFileName().toString().matches(name + "-\\d.*\\.jar"))
              .toList();
      assertThat(found).as(name).hasSize(1);
      modulePath.addAll(found);
    }
    return this;
  }

  /** Compiles module {@code app} with its class {@code app.Main}. */
  public ModularApplication compile(String moduleInfo, String main) throws IOException {
    Path sources = Files.createDirectories(directory.resolve("sources/app"));
    List<Path> files =
        List.of(
            Files.writeString(sources.resolveSibling("module-info.java"), moduleInfo),
            Files.writeString(sources.resolve("Main.java"), main));
    Path classes = Files.createDirectories(directory.resolve("classes"));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter output = new StringWriter();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      boolean compiled =
          compiler
              .getTask(
                  output,
                  manager,
                  null,
                  List.of("-proc:none", "-d", classes.toString(), "-p", modulePath()),
                  null,
                  manager.getJavaFileObjectsFromPaths(files))
              .call();
      assertThat(compiled).as(output.toString()).isTrue();
    }
    modulePath.add(classes);
    return this;
  }

  /** Runs it; gives what it wrote. */
  public String run(List<String> options, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-p", modulePath(), "-m", "app/app.Main"));
    command.addAll(List.of(arguments));
    Path output = directory.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return Files.readString(output);
  }

  private String modulePath() {
    return String.join(File.pathSeparator, modulePath.stream().map(Path::toString).toList());
  }

  private Path jar(Class<?> of, String moduleName) throws IOException, URISyntaxException {
    Path built = Path.of(of.getProtectionDomain().getCodeSource().getLocation().toURI());
    if (!Files.isDirectory(built)) {
      return built;
    }
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Automatic-Module-Name", moduleName);
    Path jar = directory.resolve(moduleName + ".jar");
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out, manifest);
        Stream<Path> files = Files.walk(built)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = built.relativize(file).toString().replace(File.separatorChar, '/');
        if (!name.equals("META-INF/MANIFEST.MF")) {
          entries.putNextEntry(new JarEntry(name));
          Files.copy(file, entries);
        }
      }
    }
    return jar;
  }
}
