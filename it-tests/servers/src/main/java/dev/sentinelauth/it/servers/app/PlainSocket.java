package dev.sentinelauth.it.servers.app;

import jakarta.websocket.server.ServerEndpoint;

/** A token is needed. */
@ServerEndpoint("/plain/socket")
public class PlainSocket extends Socket {}
