package com.example;

import dev.sentinelauth.Sentinel;
import dev.sentinelauth.jersey.SentinelAuthenticationFeature;
import org.glassfish.jersey.server.ResourceConfig;

/** The application: its resources, and the feature that protects them. */
public class Api extends ResourceConfig {
  public Api(Sentinel sentinel) {
    register(new SentinelAuthenticationFeature(sentinel));
    register(Messages.class);
  }
}
