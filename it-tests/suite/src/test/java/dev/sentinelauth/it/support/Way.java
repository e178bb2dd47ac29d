package dev.sentinelauth.it.support;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;

/** The two ways in which {@code java.net.http} sends; both are to do the same. */
public enum Way {
  SEND {
    @Override
    public <T> HttpResponse<T> send(HttpClient client, HttpRequest request, BodyHandler<T> handler)
        throws Exception {
      return client.send(request, handler);
    }
  },
  SEND_ASYNC {
    @Override
    public <T> HttpResponse<T> send(HttpClient client, HttpRequest request, BodyHandler<T> handler)
        throws Exception {
      return client.sendAsync(request, handler).get();
    }
  };

  public abstract <T> HttpResponse<T> send(
      HttpClient client, HttpRequest request, BodyHandler<T> handler) throws Exception;
}
