package dev.sentinelauth;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code explain}: the verdict on a token, step by step. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description =
        "Says step by step why a token is taken or refused, and what would have to change.")
final class DoctorExplain implements Callable<Integer> {
  /** More than any header, and any answer of a token endpoint. */
  private static final int MOST_BYTES = 2_000_000;

  private final DoctorTerminal terminal;

  @Mixin private final DoctorOptions options = new DoctorOptions();
  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "-",
      description = "a single -: the token comes from standard input")
  private @Nullable String dash;

  @Option(
      names = "--token-file",
      paramLabel = "F",
      description = "the file with the token, or with the whole Authorization header")
  private @Nullable Path tokenFile;

  @Option(
      names = "--request",
      paramLabel = "\"POST /api/x\"",
      description =
          "also judge by the route that holds for this request; the path is the one inside the"
              + " application")
  private @Nullable String request;

  DoctorExplain(DoctorTerminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (spec == null) {
      throw new IllegalStateException("made without a command line");
    }
    CommandLine command = spec.commandLine();
    Path file = options.file(command);
    DoctorRequest asked = request(command);
    DoctorTokenFile token = token(command);
    DoctorReport report = new DoctorReport("explain");
    DoctorConfiguration read = DoctorConfiguration.read(file, terminal);
    if (read.config() == null) {
      read.problems().forEach(report.section("problems", "What is wrong")::add);
      report.conclude("The configuration is not good, so no token can be judged by it.");
    } else {
      explain(report, read.config(), file, asked, token);
    }
    terminal.show(report, options.json());
    return report.verdict().exit();
  }

  private void explain(
      DoctorReport report,
      SentinelConfig written,
      Path file,
      @Nullable DoctorRequest asked,
      DoctorTokenFile token) {
    Instant start = terminal.clock().instant();
    try (DoctorCopy snapshot = DoctorCopy.of(written.keys().snapshotFile())) {
      SentinelConfig config = used(file, snapshot);
      try (Sentinel sentinel = Sentinel.builder(config).clock(terminal.clock()).build()) {
        DoctorVerdict verdict = DoctorVerdict.of(sentinel, asked, token);
        DoctorKeys keys =
            new DoctorKeys(sentinel, new DoctorPatient(token.token()), v1Key(file), start);
        new DoctorExplanation(config, asked, token, verdict, keys, start).addTo(report);
        new DoctorSecondLook(config, terminal.clock())
            .addTo(
                report.section("network", "What the network says of it"),
                verdict,
                new DoctorPatient(token.token()));
      }
    }
  }

  /** The same configuration; but it says why, starts whatever happens, and leaves no trace. */
  private SentinelConfig used(Path file, DoctorCopy snapshot) {
    Map<String, String> instead = new HashMap<>();
    instead.put(WebReader.ERROR_DETAIL.name(), "true");
    instead.put(KeysReader.STARTUP.name(), "background");
    if (snapshot.file() != null) {
      instead.put(KeysReader.JWKS_SNAPSHOT_FILE.name(), snapshot.file().toString());
    }
    SentinelConfig config = DoctorConfiguration.read(file, terminal, instead).config();
    if (config == null) {
      throw new IllegalStateException("it was good before");
    }
    return config;
  }

  /** The v1 key, whether it is trusted or not. */
  private @Nullable RSAPublicKey v1Key(Path file) {
    SentinelConfig config =
        DoctorConfiguration.read(file, terminal, Map.of(KeysReader.KEYS.toString(), "v1")).config();
    return config == null ? null : config.keys().v1Key();
  }

  private @Nullable DoctorRequest request(CommandLine command) {
    if (request == null) {
      return null;
    }
    DoctorRequest asked = DoctorRequest.parse(request);
    if (asked == null) {
      throw new DoctorUsageException(
          command,
          "--request takes a method and a path inside the application: --request \"POST /api/x\".");
    }
    return asked;
  }

  private DoctorTokenFile token(CommandLine command) {
    boolean fromInput = dash != null;
    if (fromInput && !"-".equals(dash)) {
      throw new DoctorUsageException(command, DoctorArguments.TOKEN_REFUSED);
    }
    if (fromInput == (tokenFile != null)) {
      throw new DoctorUsageException(
          command, "The token comes either from --token-file F or from standard input, with -.");
    }
    try (InputStream in = fromInput ? terminal.in() : Files.newInputStream(tokenFile)) {
      byte[] content = in.readNBytes(MOST_BYTES + 1);
      if (content.length > MOST_BYTES) {
        throw new DoctorUsageException(command, "What is given as a token has over 2 MB.");
      }
      return new DoctorTokenFile(content);
    } catch (IOException e) {
      throw new DoctorUsageException(command, "The token file can't be read.");
    }
  }
}
