package dev.sentinelauth.it.servers.app;

import jakarta.websocket.server.ServerEndpoint;

/** A scope is needed. */
@ServerEndpoint("/admin/{x}")
public class AdminSocket extends Socket {}
