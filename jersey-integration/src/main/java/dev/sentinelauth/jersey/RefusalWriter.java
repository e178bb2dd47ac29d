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

/** Writes refusals as they are, whatever writers the application has. */
@Priority(1)
@Produces("application/problem+json")
final class RefusalWriter implements MessageBodyWriter<Verdict.Refused> {

  @Override
  public boolean isWriteable(
      Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
    return type == Verdict.Refused.class;
  }

  @Override
  public void writeTo(
      Verdict.Refused refused,
      Class<?> type,
      Type genericType,
      Annotation[] annotations,
      MediaType mediaType,
      MultivaluedMap<String, Object> headers,
      OutputStream out)
      throws IOException {
    out.write(refused.body());
  }
}
