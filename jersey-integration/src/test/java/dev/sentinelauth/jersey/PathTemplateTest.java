package dev.sentinelauth.jersey;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.lang.reflect.Method;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathTemplateTest {

  @Path("/orders/")
  interface Orders {
    @Path("{id}")
    Object order(String id);

    @GET
    @Path("all")
    String all();
  }

  /** Has its paths from the interface. */
  abstract static class Implemented implements Orders {
    @Override
    public Object order(String id) {
      return id;
    }

    @Override
    public String all() {
      return "";
    }

    public String neither() {
      return "";
    }
  }

  private static Method method(String name, Class<?>... parameters) throws Exception {
    return Implemented.class.getMethod(name, parameters);
  }

  @Test
  void templatesAreFoundWhereTheyAreDeclared() throws Exception {
    assertThat(PathTemplate.of(Implemented.class)).isEqualTo("orders");
    assertThat(PathTemplate.of(method("order", String.class))).isEqualTo("{id}");
    assertThat(PathTemplate.of(method("neither"))).isEmpty();
  }

  @Test
  void locatorHasAPathAndNoRequestMethod() throws Exception {
    assertThat(PathTemplate.isLocator(method("order", String.class))).isTrue();
    assertThat(PathTemplate.isLocator(method("all"))).isFalse();
    assertThat(PathTemplate.isLocator(method("neither"))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "/a/b/, a/b",
    "/a;x=1/b;y, a/b",
    "/, ''",
    "a/{id: [;]+}/, a/{id: [;]+}",
  })
  void trimmedPathsHaveNeitherParametersNorSlashesAround(String path, String trimmed) {
    assertThat(PathTemplate.trimmed(path)).isEqualTo(trimmed);
  }

  @ParameterizedTest
  @CsvSource({"a, b, a/b", "'', b, b", "a, '', a"})
  void emptyTemplatesAddNoSlash(String template, String next, String joined) {
    assertThat(PathTemplate.join(template, next)).isEqualTo(joined);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          orders              | orders      | true  | true
          orders              | orders/7    | false | true
          orders              | ordersx     | false | false
          ''                  | orders      | false | true
          o.ders              | orders      | false | false
          {id}                | a           | true  | true
          {id}                | a/b         | false | true
          x/{id}/y            | x/1/y       | true  | true
          x/{id}/y            | x/1/2/y     | false | false
          {id: .+}/y          | x/1/2/y     | true  | true
          {id: [0-9]{2}}      | 12          | true  | true
          {id: [0-9]{2}}      | 123         | false | false
          {broken: (}         | whatever/it | true  | true
          """)
  void pathFitsAsAWholeOrAtItsBeginning(
      String template, String path, boolean whole, boolean beginning) {
    assertThat(PathTemplate.matches(template, path, false)).isEqualTo(whole);
    assertThat(PathTemplate.matches(template, path, true)).isEqualTo(beginning);
  }
}
