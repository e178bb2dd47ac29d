package dev.sentinelauth.it.servers;

import static dev.sentinelauth.it.servers.Expectation.connected;
import static dev.sentinelauth.it.servers.Expectation.notServed;
import static dev.sentinelauth.it.servers.Expectation.refused;
import static dev.sentinelauth.it.servers.Expectation.unauthorized;

import dev.sentinelauth.it.servers.app.AdminSocket;
import dev.sentinelauth.it.servers.app.OpenSocket;
import dev.sentinelauth.it.servers.app.PlainSocket;
import dev.sentinelauth.servlet.SentinelAuthenticationFilter;

/** A web application whose web sockets are routes like any other. */
record SocketWar(Wars wars) {

  War sockets() {
    String[] handshake = {
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
    };
    Rows rows = new Rows();
    rows.get("{app}/open/socket", Caller.NONE, connected("-"), handshake)
        .get("{app}/plain/socket", Caller.NONE, unauthorized(), handshake)
        .get("{app}/plain/socket", Caller.EXPIRED, refused(401, "invalid_token"), handshake)
        .get("{app}/plain/socket", Caller.READER, connected("caller"), handshake)
        .get("{app}/admin/socket", Caller.NONE, unauthorized(), handshake)
        .get("{app}/admin/socket", Caller.READER, refused(403, Wars.SCOPE), handshake)
        .get("{app}/admin/socket", Caller.ADMIN, connected("caller"), handshake)
        .get("{app};x/plain/socket", Caller.NONE, notServed(), handshake)
        .get("{app}/plain;x/socket", Caller.NONE, notServed(), handshake)
        .get("{app}/open/../plain/socket", Caller.NONE, notServed(), handshake)
        .get("{app}/admin/socket;x", Caller.READER, notServed(), handshake);
    return new War("sockets")
        .file(Wars.SETTINGS, wars.settings(""))
        .filter(SentinelAuthenticationFilter.class)
        .classes(OpenSocket.class, PlainSocket.class, AdminSocket.class)
        .rows(rows.list());
  }
}
