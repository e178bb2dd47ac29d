package dev.sentinelauth.it.servers.app;

import jakarta.enterprise.context.ApplicationScoped;

/** A CDI bean. */
@ApplicationScoped
public class Greeter {
  public String greet() {
    return "cdi";
  }
}
