package dev.sentinelauth.jersey;

import dev.sentinelauth.Verdict;
import jakarta.ws.rs.core.Response;

/** A refusal as a Jakarta REST response: status, header fields and bytes as core made them. */
final class Answer {
  private Answer() {}

  static Response of(Verdict.Refused refused) {
    Response.ResponseBuilder response = Response.status(refused.status()).entity(refused.body());
    refused.headers().forEach(response::header);
    return response.build();
  }
}
