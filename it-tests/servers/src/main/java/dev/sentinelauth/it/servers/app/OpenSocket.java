package dev.sentinelauth.it.servers.app;

import jakarta.websocket.server.ServerEndpoint;

/** Everybody may connect. */
@ServerEndpoint("/open/socket")
public class OpenSocket extends Socket {}
