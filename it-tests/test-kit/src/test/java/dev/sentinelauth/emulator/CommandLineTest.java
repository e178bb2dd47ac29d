package dev.sentinelauth.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The emulator as a program. */
class CommandLineTest {

  @Test
  void optionsAreWrittenInTwoWays() {
    assertThat(
            CommandLine.parse(new String[] {"--port", "80", "--client-id=a=b", "--scope", "x=y"}))
        .isEqualTo(Map.of("--port", "80", "--client-id", "a=b", "--scope", "x=y"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--por", "--port", "port", "--unknown=1"})
  void otherWordsAreRefused(String word) {
    assertThatThrownBy(() -> CommandLine.parse(new String[] {word}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theDemoClientWorksAsItIsDescribed() throws Exception {
    try (SentinelEmulator emulator = SentinelEmulator.start()) {
      Installation demo = CommandLine.install(emulator, Map.of());

      assertThat(CommandLine.describe(emulator, demo))
          .contains(emulator.uri().toString(), "le81823118", "demo-client", "demo-secret")
          .contains(emulator.v1PublicKey());
      assertThat(
              new Http(emulator)
                  .post("/sentinel/api/v2/account/le81823118/app/token", Http.credentials(demo))
                  .statusCode())
          .isEqualTo(200);
    }
  }
}
