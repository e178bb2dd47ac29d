package dev.sentinelauth.it;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;

/** The two ways in which {@code java.net.http} sends; both are to do the same. */
enum Way {
  SEND {
    @Override
    <T> HttpResponse<T> send(HttpClient client, HttpRequest request, BodyHandler<T> handler)
        throws Exception {
      return client.send(request, handler);
    }
  },
  SEND_ASYNC {
    @Override
    <T> HttpResponse<T> send(HttpClient client, HttpRequest request, BodyHandler<T> handler)
        throws Exception {
      return client.sendAsync(request, handler).get();
    }
  };

  abstract <T> HttpResponse<T> send(HttpClient client, HttpRequest request, BodyHandler<T> handler)
      throws Exception;
}
