package dev.sentinelauth.it.servers.app;

import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import java.io.IOException;

/** Says who connected, at once. */
public class Socket {
  @OnOpen
  public void open(Session session) throws IOException {
    session.getBasicRemote().sendText(Report.of(session.getUserPrincipal(), false));
  }
}
