package dev.sentinelauth.it.servers.app;

import jakarta.ejb.Stateless;

/** An EJB. */
@Stateless
public class Counter {
  public String count() {
    return "ejb";
  }
}
