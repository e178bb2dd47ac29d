package dev.sentinelauth.it.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The doctor in this JVM, with a file of settings; it keeps all that it ever said. */
public final class OnlineDoctor {

  /** How a run ended, and what it said. */
  public record Run(int exit, String out, String err) {

    /** What was said in one line, however it was wrapped. */
    public String unwrapped() {
      return out.replaceAll("\\s+", " ");
    }
  }

  private final Path file;
  private final List<String> said = new ArrayList<>();
  private InstantSource clock = InstantSource.system();

  public OnlineDoctor(Path folder) {
    this.file = folder.resolve("doctor.properties");
  }

  /** What this machine's clock says from now on. */
  public OnlineDoctor clock(InstantSource other) {
    clock = other;
    return this;
  }

  /** The file that commands get. */
  public Path settings(String text) throws Exception {
    return Files.writeString(file, text);
  }

  /** Runs a command with the file and these options. */
  public Run run(String command, String... options) {
    List<String> args = new ArrayList<>(List.of(command, file.toString()));
    args.addAll(List.of(options));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exit =
        run(
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            args.toArray(String[]::new));
    Run run = new Run(exit, out.toString(UTF_8), err.toString(UTF_8));
    said.add(run.out() + run.err());
    return run;
  }

  private int run(InputStream in, PrintStream out, PrintStream err, String[] args) {
    try (CoreClasses core = new CoreClasses()) {
      Class<?> terminal = core.loadClass("dev.sentinelauth.DoctorTerminal");
      Constructor<?> constructor = terminal.getDeclaredConstructors()[0];
      constructor.setAccessible(true);
      Method run =
          core.loadClass("dev.sentinelauth.DoctorMain")
              .getDeclaredMethod("run", terminal, String[].class);
      run.setAccessible(true);
      return (int)
          run.invoke(
              null, constructor.newInstance(in, out, err, false, Map.of(), Map.of(), clock), args);
    } catch (ReflectiveOperationException | IOException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * The classes of the core as they were compiled. The jar of it, which this module gets where it
   * was made before, is without the doctor's.
   */
  private static final class CoreClasses extends URLClassLoader {
    CoreClasses() throws IOException {
      super(
          new URL[] {Path.of("../../filter-core/target/classes").toRealPath().toUri().toURL()},
          OnlineDoctor.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      Class<?> loaded = findLoadedClass(name);
      if (loaded != null) {
        return loaded;
      }
      try {
        return name.startsWith("dev.sentinelauth.") ? findClass(name) : getParent().loadClass(name);
      } catch (ClassNotFoundException notOfTheCore) {
        return getParent().loadClass(name);
      }
    }
  }

  /** All that it said so far. */
  public String everything() {
    return String.join("\n", said);
  }
}
