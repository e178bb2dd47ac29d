package com.example;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.dropwizard.core.Configuration;
import java.util.HashMap;
import java.util.Map;

/** Settings of the module are below {@code sentinel:}, by their whole names. */
public class MessagesConfiguration extends Configuration {
  @JsonProperty private Map<String, String> sentinel = new HashMap<>();

  public Map<String, String> getSentinel() {
    return sentinel;
  }

  public void setSentinel(Map<String, String> sentinel) {
    this.sentinel = sentinel;
  }
}
