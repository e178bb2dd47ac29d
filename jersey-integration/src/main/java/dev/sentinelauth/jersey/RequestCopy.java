package dev.sentinelauth.jersey;

import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientResponseContext;
import jakarta.ws.rs.client.Entity;
import jakarta.ws.rs.client.Invocation;
import jakarta.ws.rs.core.Configuration;
import jakarta.ws.rs.core.GenericEntity;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.Variant;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import javax.xml.transform.Source;
import org.jspecify.annotations.Nullable;

/**
 * A request as it is before the filters behind ours see it, so that it can be sent once more and
 * they find what they found the first time.
 */
final class RequestCopy {
  private final String method;
  private final URI uri;
  private final MultivaluedMap<String, Object> headers = new MultivaluedHashMap<>();
  private final Map<String, Object> properties = new HashMap<>();
  private final Configuration configuration;
  private final @Nullable Object entity;
  private final Type entityType;
  private final Annotation[] annotations;
  private final @Nullable MediaType mediaType;
  private final @Nullable Locale language;
  private final @Nullable String encoding;

  RequestCopy(ClientRequestContext request) {
    method = request.getMethod();
    uri = request.getUri();
    request.getHeaders().forEach((name, values) -> headers.put(name, new ArrayList<>(values)));
    for (String name : request.getPropertyNames()) {
      properties.put(name, request.getProperty(name));
    }
    configuration = request.getConfiguration();
    entity = request.getEntity();
    entityType = request.getEntityType();
    annotations = request.getEntityAnnotations();
    mediaType = request.getMediaType();
    language = request.getLanguage();
    encoding = request.getHeaderString(HttpHeaders.CONTENT_ENCODING);
  }

  /** Whether the entity can be written a second time; where that is unknown, it can't. */
  boolean isRepeatable() {
    if (entity instanceof AutoCloseable // streams, readers, channels
        || entity instanceof StreamingOutput
        || entity instanceof Iterator
        || entity instanceof Source) {
      return false;
    }
    // the parts may be streams
    boolean multipart = mediaType != null && mediaType.getType().equalsIgnoreCase("multipart");
    return !multipart || entity instanceof String || entity instanceof byte[];
  }

  /** Sends it again, with these headers besides its own. */
  Response send(Client client, Map<String, String> additional) {
    Invocation.Builder builder = client.target(uri).request();
    MultivaluedMap<String, Object> all = new MultivaluedHashMap<>(headers);
    additional.forEach(all::putSingle);
    builder.headers(all);
    propertiesOfTarget(client).forEach(builder::property);
    properties.forEach(builder::property);
    return entity == null
        ? builder.method(method)
        : builder.method(method, Entity.entity(typedEntity(entity), variant(), annotations));
  }

  /** What was set on the target alone, such as its time-outs. */
  private Map<String, Object> propertiesOfTarget(Client client) {
    Map<String, Object> own = new HashMap<>(configuration.getProperties());
    own.entrySet().removeAll(client.getConfiguration().getProperties().entrySet());
    return own;
  }

  private Object typedEntity(Object value) {
    return entityType instanceof ParameterizedType ? new GenericEntity<>(value, entityType) : value;
  }

  private Variant variant() {
    MediaType type = mediaType == null ? MediaType.APPLICATION_OCTET_STREAM_TYPE : mediaType;
    return new Variant(type, language, encoding);
  }

  /** Lets an answer take the place of the one that the filters are looking at. */
  static void replace(ClientResponseContext response, Response answer) {
    response.setStatusInfo(answer.getStatusInfo());
    response.getHeaders().clear();
    response.getHeaders().putAll(answer.getStringHeaders());
    response.setEntityStream(
        answer.hasEntity() ? new Body(stream(answer), answer) : InputStream.nullInputStream());
  }

  /** As it came, where possible: reading it runs interceptors, which will run on the outside. */
  private static InputStream stream(Response answer) {
    return answer.getEntity() instanceof InputStream raw
        ? raw
        : answer.readEntity(InputStream.class);
  }

  /** Keeps the answer reachable while it is read; RESTEasy closes one that isn't. */
  private static final class Body extends FilterInputStream {
    private final Response answer;

    Body(InputStream in, Response answer) {
      super(in);
      this.answer = answer;
    }

    @Override
    public void close() throws IOException {
      super.close();
      answer.close();
    }
  }
}
