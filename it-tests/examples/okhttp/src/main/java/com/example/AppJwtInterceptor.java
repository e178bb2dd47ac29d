package com.example;

import dev.sentinelauth.ClientAuthenticator;
import java.io.IOException;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** Has the calls of an OkHttp client, Retrofit's too, carry the AppJWT, where it may go. */
public final class AppJwtInterceptor implements Interceptor {
  private static final String AUTHORIZATION = "Authorization";

  private final ClientAuthenticator sentinel;

  private AppJwtInterceptor(ClientAuthenticator sentinel) {
    this.sentinel = sentinel;
  }

  /** Sets a client up: it follows no redirects, which would take the token along. */
  public static OkHttpClient.Builder addTo(
      OkHttpClient.Builder client, ClientAuthenticator sentinel) {
    return client
        .followRedirects(false)
        .followSslRedirects(false)
        .addInterceptor(new AppJwtInterceptor(sentinel));
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    Request request = chain.request();
    String authorization =
        request.header(AUTHORIZATION) != null ? null : sentinel.authorization(request.url().uri());
    if (authorization == null) {
      return chain.proceed(request);
    }
    Response answer = chain.proceed(with(authorization, request));
    if (!isRepeatable(request)) {
      sentinel.dropAfter(authorization, answer.code(), answer.headers("WWW-Authenticate"));
      return answer;
    }
    if (!sentinel.renewAfter(
        authorization, answer.code(), answer.headers("WWW-Authenticate"))) {
      return answer;
    }
    String renewed = sentinel.authorization(request.url().uri());
    if (renewed == null) {
      return answer;
    }
    answer.close();
    return chain.proceed(with(renewed, request));
  }

  private static Request with(String authorization, Request request) {
    return request.newBuilder().header(AUTHORIZATION, authorization).build();
  }

  private static boolean isRepeatable(Request request) {
    RequestBody body = request.body();
    return body == null || !(body.isOneShot() || body.isDuplex());
  }
}
