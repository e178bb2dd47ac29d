package dev.sentinelauth.demo;

import com.nimbusds.jose.util.JSONObjectUtils;
import dev.sentinelauth.emulator.Installation;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Makes every {@link Call} over real HTTP, with tokens from the emulator's token endpoint. */
final class Walk {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final String ROW = "%-4s %-38s %-46s %-44s %s%n";

  private final DemoServers servers;
  private final PrintStream out;
  private final HttpClient http = HttpClient.newHttpClient();

  Walk(DemoServers servers, PrintStream out) {
    this.servers = servers;
    this.out = out;
  }

  /**
   * Makes the calls and prints a table.
   *
   * @return how many answers were not the expected ones
   */
  int run(List<Call> calls) throws IOException, InterruptedException, ParseException {
    Map<String, String> tokens =
        Map.of(
            "$SENDER", token(DemoServers.SENDER),
            "$READER", token(DemoServers.READER));
    int different = 0;
    out.printf(ROW, "", "", "request", "expected", "actual");
    for (Call call : calls) {
      String actual = answer(call, tokens);
      boolean same = actual.equals(call.expected());
      if (!same) {
        different++;
      }
      out.printf(
          ROW,
          same ? "ok" : "NOT",
          call.what(),
          call.method() + " " + call.path(),
          call.expected(),
          actual);
    }
    out.printf("%n%d of %d answers as expected%n", calls.size() - different, calls.size());
    return different;
  }

  private String token(Installation client)
      throws IOException, InterruptedException, ParseException {
    HttpResponse<String> response =
        send(
            HttpRequest.newBuilder(servers.tokenUri(client))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(DemoServers.tokenForm(client))));
    String token =
        JSONObjectUtils.getString(JSONObjectUtils.parse(response.body()), "access_token");
    if (token == null) {
      throw new IOException("no token for " + client.clientId() + ": " + response.statusCode());
    }
    return token;
  }

  private String answer(Call call, Map<String, String> tokens)
      throws IOException, InterruptedException, ParseException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(servers.uri() + call.path()))
            .method(call.method(), HttpRequest.BodyPublishers.noBody());
    String authorization = call.authorization();
    for (Map.Entry<String, String> token : tokens.entrySet()) {
      authorization = authorization.replace(token.getKey(), token.getValue());
    }
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    HttpResponse<String> response = send(request);
    return response.statusCode() + " " + gist(response);
  }

  /** What a problem document says, or the text of any other answer. */
  private static String gist(HttpResponse<String> response) throws ParseException {
    String type = response.headers().firstValue("Content-Type").orElse("");
    if (!type.equals("application/problem+json")) {
      return response.body().lines().findFirst().orElse("");
    }
    Map<String, Object> problem = JSONObjectUtils.parse(response.body());
    return String.valueOf(problem.getOrDefault("error", problem.get("title")));
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(request.timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofString());
  }
}
