package dev.sentinelauth.jersey;

import dev.sentinelauth.Verdict;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;

/** Writes refusals, and documents of our own, as they are, whatever writers the application has. */
@Priority(1)
@Produces({"application/problem+json", "application/json"})
final class RefusalWriter implements MessageBodyWriter<Verdict.Answer> {

  @Override
  public boolean isWriteable(
      Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
    return Verdict.Answer.class.isAssignableFrom(type);
  }

  @Override
  public void writeTo(
      Verdict.Answer answer,
      Class<?> type,
      Type genericType,
      Annotation[] annotations,
      MediaType mediaType,
      MultivaluedMap<String, Object> headers,
      OutputStream out)
      throws IOException {
    out.write(answer.body());
  }
}
