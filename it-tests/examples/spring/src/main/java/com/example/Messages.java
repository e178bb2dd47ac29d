package com.example;

import java.security.Principal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Behind {@code SentinelAuthenticationFilter}, whose routes say what each request needs. */
@RestController
public class Messages {
  @GetMapping("/messages")
  public String read(Principal caller) {
    return "messages for " + caller.getName();
  }

  @PostMapping("/messages")
  public String send(Principal caller) {
    return "sent by " + caller.getName();
  }
}
