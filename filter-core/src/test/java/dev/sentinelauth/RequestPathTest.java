package dev.sentinelauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinelauth.internal.routes.RawPath;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is cut off before a framework matches has to stand in the path, and plainly. */
class RequestPathTest {

  private static boolean isCutPlainly(RequestPath path) {
    List<String> segments = RawPath.segments(path.raw(), path.context());
    assertThat(segments).isNotNull();
    return path.isCutPlainly(segments);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      textBlock =
          """
          /app/api/health,          /app,     /app/api
          /app/api,                 /app,     /app/api/
          /app/api/,                /app,     /app/api/
          /app/api/a;v=1/b,         /app,     /app/api/
          /app/api/%61/b,           /app,     /app/api/
          /app/x%C3%A9/a,           /app,     /app/xé
          /app/x%C3%A9/a,           /app,     /app/x%C3%A9
          /my%20app/api/a,          /my app,  /my app/api
          /my%20app/api/a,          /my%20app, /my%20app/api
          /anything,                "",       ""
          /anything;x,              "",       /
          """)
  void aMountThatStandsInThePathPlainlyIsCutOff(String raw, String context, String mount) {
    assertThat(isCutPlainly(new RequestPath(raw, context, mount, List.of()))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "/app/apiXadmin/x,     /app, /app/api",
    "/app/api;admin/x,     /app, /app/api",
    "/app/%61pi/x,         /app, /app/api",
    "/app/API/x,           /app, /app/api",
    "/app/ap/ix,           /app, /app/api",
    "/app,                 /app, /app/api",
    "/other/x,             '',   /api",
    "/app;x/api/x,         /app, /app/api",
    "/apiXadmin/x,         '',   /api",
    "/api%3Fadmin/x,       '',   /api"
  })
  void aMountThatDoesNotIsAmbiguous(String raw, String context, String mount) {
    assertThat(isCutPlainly(new RequestPath(raw, context, mount, List.of()))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "/app/api;admin/x",
    "/app/%61pi/admin/x",
    "/app/v2/a;x/b",
    "/app/v2;x/a/b",
    "/app;x/api/b"
  })
  void aPrefixThatMayBeCutOffHasToBePlainWhereThePathBeginsWithIt(String raw) {
    assertThat(isCutPlainly(new RequestPath(raw, "/app", "/app", List.of("/api", "/v2", "/v2/a/"))))
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource({"/app/other;x/a", "/app/api/a;x", "/app/v2/b;x", "/app/apis;x", "/app/%6Fther"})
  void elsewherePathParametersAreFine(String raw) {
    assertThat(isCutPlainly(new RequestPath(raw, "/app", "/app", List.of("/api", "/v2", "/v2/a/"))))
        .isTrue();
  }

  @Test
  void theSameRequestIsTheSamePathInTheSameApplication() {
    RequestPath path = new RequestPath("/app/a", "/app");

    assertThat(path.isSameRequestAs(new RequestPath("/app/a", "/app", "/app/", List.of("/x"))))
        .isTrue();
    assertThat(path.isSameRequestAs(new RequestPath("/app/a", "/app", "/app/a", List.of())))
        .isFalse();
    assertThat(path.isSameRequestAs(new RequestPath("/app/a;x", "/app"))).isFalse();
    assertThat(path.isSameRequestAs(new RequestPath("/app/a", ""))).isFalse();
  }
}
