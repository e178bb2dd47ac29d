package dev.sentinelauth.it.servers.app;

import dev.sentinelauth.servlet.SentinelAuthenticationMechanism;
import jakarta.enterprise.context.ApplicationScoped;

/** Turns the mechanism on. */
@ApplicationScoped
public class Mechanism extends SentinelAuthenticationMechanism {}
