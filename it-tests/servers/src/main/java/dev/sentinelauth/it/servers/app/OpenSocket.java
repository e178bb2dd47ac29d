package dev.sentinelauth.it.servers.app;

import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;

/** Everybody may connect. */
@ServerEndpoint("/open/socket")
public class OpenSocket {
  @OnOpen
  public void open(Session session) throws IOException {
    Report.send(session);
  }

  @OnMessage
  public void hear(String message) {}
}
