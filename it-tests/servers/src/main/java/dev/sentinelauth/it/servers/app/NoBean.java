package dev.sentinelauth.it.servers.app;

import dev.sentinelauth.servlet.SentinelAuthenticationMechanism;

/** A mechanism that somebody forgot to make a bean. */
public class NoBean extends SentinelAuthenticationMechanism {}
