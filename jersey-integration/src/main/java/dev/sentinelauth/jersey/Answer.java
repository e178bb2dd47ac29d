package dev.sentinelauth.jersey;

import dev.sentinelauth.Verdict;
import jakarta.ws.rs.core.Response;

/** A refusal as a Jakarta REST response: status, header fields and bytes as core made them. */
final class Answer {
  private Answer() {}

  /**
   * The entity is the refusal itself, for which {@link RefusalWriter} alone is responsible. For
   * bytes, a writer of the application might be.
   */
  static Response of(Verdict.Refused refused) {
    Response.ResponseBuilder response = Response.status(refused.status()).entity(refused);
    refused.headers().forEach(response::header);
    return response.build();
  }
}
