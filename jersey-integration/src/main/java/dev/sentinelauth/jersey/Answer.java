package dev.sentinelauth.jersey;

import dev.sentinelauth.Verdict;
import jakarta.ws.rs.core.Response;

/** An answer as a Jakarta REST response: status, header fields and bytes as core made them. */
final class Answer {
  private Answer() {}

  /**
   * The entity is the answer itself, for which {@link RefusalWriter} alone is responsible. For
   * bytes, a writer of the application might be.
   */
  static Response of(Verdict.Answer answer) {
    Response.ResponseBuilder response = Response.status(answer.status()).entity(answer);
    answer.headers().forEach(response::header);
    return response.build();
  }
}
