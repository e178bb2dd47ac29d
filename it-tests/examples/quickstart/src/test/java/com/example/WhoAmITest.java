package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sentinelauth.test.SentinelExtension;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.eclipse.jetty.ee10.webapp.WebAppContext;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WhoAmITest {
  @RegisterExtension
  static SentinelExtension sentinel = SentinelExtension.forAccount("le81823118");

  private static final Server SERVER = new Server(new InetSocketAddress("127.0.0.1", 0));

  @BeforeAll
  static void start() throws Exception {
    WebAppContext application = new WebAppContext("src/main/webapp", "/");
    sentinel.initParameters().forEach(application::setInitParameter);
    SERVER.setHandler(application);
    SERVER.start();
  }

  @AfterAll
  static void stop() throws Exception {
    SERVER.stop();
  }

  @Test
  void callersAreKnown() throws Exception {
    HttpResponse<String> answer = get("/whoami", sentinel.token().bearer());

    assertEquals(200, answer.statusCode());
    assertEquals("You are test-client", answer.body());
  }

  @Test
  void expiredTokensAreRefused() throws Exception {
    assertEquals(401, get("/whoami", sentinel.token().expired().bearer()).statusCode());
  }

  @Test
  void tokensOfOtherAccountsAreRefused() throws Exception {
    assertEquals(401, get("/whoami", sentinel.token().wrongAccount().bearer()).statusCode());
  }

  @Test
  void callersOfAnotherKeyAreKnownAsSoonAsItIsPublished() throws Exception {
    sentinel.rotateKeys();

    assertEquals(200, get("/whoami", sentinel.token().bearer()).statusCode());
  }

  @Test
  void everybodyMayAskForHealth() throws Exception {
    assertEquals("You are null", get("/health", "").body());
  }

  private static HttpResponse<String> get(String path, String authorization) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(SERVER.getURI().resolve(path))
            .header("Authorization", authorization)
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
  }
}
