package com.example;

import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.sentinelauth.servlet.SentinelAuthenticationFilter;
import dev.sentinelauth.test.SentinelExtension;
import jakarta.servlet.DispatcherType;
import java.util.EnumSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;

class MessagesTest {
  @RegisterExtension
  static SentinelExtension sentinel = SentinelExtension.forAccount("le81823118");

  private static final SentinelAuthenticationFilter FILTER = new SentinelAuthenticationFilter();
  private static MockMvc mvc;

  @BeforeAll
  static void setUp() {
    mvc =
        MockMvcBuilders.standaloneSetup(new Messages())
            .addFilter(
                FILTER,
                "sentinel",
                sentinel.initParameters(),
                EnumSet.of(DispatcherType.REQUEST),
                "/*")
            .build();
  }

  @AfterAll
  static void tearDown() {
    FILTER.destroy();
  }

  @Test
  void strangersReadNothing() throws Exception {
    mvc.perform(get("/messages")).andExpect(status().isUnauthorized());
  }

  @Test
  void callersReadTheirMessages() throws Exception {
    String caller = sentinel.token().authorizedParty("partner").bearer();

    mvc.perform(get("/messages").header("Authorization", caller))
        .andExpect(status().isOk())
        .andExpect(content().string("messages for partner"));
  }

  @Test
  void sendingNeedsAScope() throws Exception {
    String reader = sentinel.token().scope("msg.read").bearer();
    String sender = sentinel.token().scope("msg.send").bearer();

    mvc.perform(post("/messages").header("Authorization", reader))
        .andExpect(status().isForbidden());
    mvc.perform(post("/messages").header("Authorization", sender)).andExpect(status().isOk());
  }

  @Test
  void expiredTokensAreRefused() throws Exception {
    mvc.perform(get("/messages").header("Authorization", sentinel.token().expired().bearer()))
        .andExpect(status().isUnauthorized());
  }
}
