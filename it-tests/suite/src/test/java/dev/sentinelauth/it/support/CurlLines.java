package dev.sentinelauth.it.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Shell lines that get a token and show it to an application, sent as {@code curl} would send them,
 * to a Sentinel and an application of the test.
 */
public final class CurlLines {
  private static final Pattern FIELD = Pattern.compile("(?:-d|--data-urlencode) (\\S+)");
  private static final Pattern ADDRESS = Pattern.compile("(https?://[^/\\s]+)(/\\S+)");
  private static final Pattern SUBSTITUTION = Pattern.compile("s/(.*)/\\\\1/'");

  private final HttpClient http = HttpClient.newHttpClient();
  private final String lines;
  private final List<Matcher> addresses;

  /**
   * @param lines with the variables of the shell filled in
   */
  public CurlLines(String lines) {
    this.lines = lines;
    Matcher found = ADDRESS.matcher(lines);
    this.addresses = found.results().map(address -> ADDRESS.matcher(address.group())).toList();
    assertThat(addresses).hasSize(2).allMatch(Matcher::matches);
  }

  /** Where Sentinel is, and where the application, without a path. */
  public List<URI> servers() {
    return addresses.stream().map(address -> URI.create(address.group(1))).toList();
  }

  /** What the application answers. */
  public HttpResponse<String> send(URI sentinel, URI application)
      throws IOException, InterruptedException {
    String form =
        FIELD
            .matcher(lines)
            .results()
            .map(field -> field.group(1).replaceAll("[\"']", ""))
            .collect(Collectors.joining("&"));
    HttpRequest token =
        HttpRequest.newBuilder(URI.create(sentinel + addresses.get(0).group(2)))
            .header("Content-Type", "application/x-www-form-urlencoded") // as with -d
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build();
    String answer = http.send(token, HttpResponse.BodyHandlers.ofString()).body();
    assertThat(lines).contains("-H \"Authorization: Bearer $TOKEN\"");
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(application + addresses.get(1).group(2)))
            .header("Authorization", "Bearer " + picked(answer.strip()))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  /** As {@code sed} would, whose groups have a backslash before their parentheses. */
  private String picked(String answer) {
    Matcher command = SUBSTITUTION.matcher(lines);
    assertThat(command.find()).isTrue();
    return answer.replaceAll(command.group(1).replace("\\(", "(").replace("\\)", ")"), "$1");
  }
}
