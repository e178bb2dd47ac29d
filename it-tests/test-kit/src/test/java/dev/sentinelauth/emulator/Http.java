package dev.sentinelauth.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.text.ParseException;
import java.time.Duration;
import java.util.Map;

/** The client of these tests: it follows no redirects and gives up after a while. */
final class Http {
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private final HttpClient client =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();
  private final SentinelEmulator emulator;

  Http(SentinelEmulator emulator) {
    this.emulator = emulator;
  }

  URI uri(String path) {
    return URI.create(emulator.uri() + path);
  }

  HttpResponse<String> get(String path, String... headers)
      throws IOException, InterruptedException {
    return get(uri(path), headers);
  }

  HttpResponse<String> get(URI uri, String... headers) throws IOException, InterruptedException {
    return send(request(uri, headers).GET());
  }

  HttpResponse<String> post(String path, Map<String, String> form)
      throws IOException, InterruptedException {
    return post(path, Form.encode(form), "Content-Type", "application/x-www-form-urlencoded");
  }

  HttpResponse<String> post(String path, String body, String... headers)
      throws IOException, InterruptedException {
    return send(request(uri(path), headers).POST(BodyPublishers.ofString(body)));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  HttpClient client() {
    return client;
  }

  private static HttpRequest.Builder request(URI uri, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(PATIENCE);
    return headers.length == 0 ? request : request.headers(headers);
  }

  static Map<String, Object> json(HttpResponse<String> response) throws ParseException {
    return JSONObjectUtils.parse(response.body());
  }

  static void assertRefused(HttpResponse<String> answer, int status, String error)
      throws ParseException {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(json(answer)).containsEntry("error", error);
    assertThat(answer.headers().firstValue("WWW-Authenticate").isPresent())
        .as("a challenge, RFC 9110 section 15.5.2")
        .isEqualTo(status == 401);
  }

  static Map<String, String> credentials(Installation app) {
    return Map.of(
        "client_id", app.clientId(),
        "client_secret", app.clientSecret(),
        "grant_type", "client_credentials");
  }
}
