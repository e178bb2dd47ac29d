package com.example;

import dev.sentinelauth.ClientAuthenticator;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;

/** Has the calls of an Apache HttpClient 5 carry the application's AppJWT, where it may go. */
public final class AppJwtExec implements ExecChainHandler {
  private final ClientAuthenticator sentinel;

  private AppJwtExec(ClientAuthenticator sentinel) {
    this.sentinel = sentinel;
  }

  /** Sets a client up: it follows no redirects, which would take the token along. */
  public static HttpClientBuilder addTo(HttpClientBuilder client, ClientAuthenticator sentinel) {
    return client
        .disableRedirectHandling()
        .addExecInterceptorBefore(
            ChainElement.PROTOCOL.name(), "sentinel", new AppJwtExec(sentinel));
  }

  @Override
  public ClassicHttpResponse execute(
      ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
      throws IOException, HttpException {
    URI target = target(request);
    String authorization =
        request.containsHeader(HttpHeaders.AUTHORIZATION) ? null : sentinel.authorization(target);
    if (authorization == null) {
      return chain.proceed(request, scope);
    }
    ClassicHttpResponse answer = chain.proceed(with(authorization, request), scope);
    if (!isRepeatable(request)) {
      sentinel.dropAfter(authorization, answer.getCode(), challenges(answer));
      return answer;
    }
    if (!sentinel.renewAfter(authorization, answer.getCode(), challenges(answer))) {
      return answer;
    }
    String renewed = sentinel.authorization(target);
    if (renewed == null) {
      return answer;
    }
    answer.close();
    return chain.proceed(with(renewed, request), scope);
  }

  /** A copy: what sends it adds headers of its own, which must not be there twice. */
  private static ClassicHttpRequest with(String authorization, ClassicHttpRequest request) {
    return ClassicRequestBuilder.copy(request)
        .setHeader(HttpHeaders.AUTHORIZATION, authorization)
        .build();
  }

  private static URI target(ClassicHttpRequest request) throws HttpException {
    try {
      return request.getUri();
    } catch (URISyntaxException e) {
      throw new HttpException("the request has no URI", e);
    }
  }

  private static boolean isRepeatable(ClassicHttpRequest request) {
    HttpEntity body = request.getEntity();
    return body == null || body.isRepeatable();
  }

  private static List<String> challenges(ClassicHttpResponse answer) {
    return Stream.of(answer.getHeaders(HttpHeaders.WWW_AUTHENTICATE))
        .map(Header::getValue)
        .toList();
  }
}
