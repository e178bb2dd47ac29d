package dev.sentinelauth.test;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/** Calls without a token. */
final class Calls {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private Calls() {}

  /** The status of the answer. */
  static int get(String uri) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(uri)).build();
    return CLIENT.send(request, BodyHandlers.discarding()).statusCode();
  }
}
