package dev.sentinelauth.it.hunt;

import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Resources that report themselves. Their templates overlap on purpose. */
final class HuntResources {
  private HuntResources() {}

  /** A resource, and its methods once more as {@code METHOD template}. */
  record Kind(Class<?> type, List<String> handlers) {
    @Override
    public String toString() {
      return type.getSimpleName();
    }
  }

  static final List<Kind> ALL =
      List.of(
          new Kind(Health.class, List.of("GET health")),
          new Kind(
              Users.class,
              List.of(
                  "GET users",
                  "GET users/me",
                  "GET users/{id}",
                  "POST users/{id}",
                  "DELETE users/{id}")),
          new Kind(Admin.class, List.of("GET admin/{x}", "POST admin/{x}", "DELETE admin/{x}")),
          new Kind(
              Items.class,
              List.of(
                  "GET account/{account}/items",
                  "POST account/{account}/items",
                  "GET account/{account}/items/{item}")),
          new Kind(Sub.class, List.of("GET sub/{x}/leaf", "POST sub/{x}/leaf")),
          new Kind(Anything.class, List.of("GET {any}", "POST {any}")));

  private static final Pattern VARIABLE = Pattern.compile("\\{[a-z]+}");

  /** What every method needs to report itself. */
  private static Response handle(
      String handler,
      HttpHeaders headers,
      SecurityContext security,
      UriInfo uri,
      String... values) {
    String path = handler.substring(handler.indexOf(' ') + 1);
    for (String value : values) {
      String plain = value.replaceAll(";[^/]*", "");
      path = VARIABLE.matcher(path).replaceFirst(Matcher.quoteReplacement(plain));
    }
    String caller =
        security.getUserPrincipal() == null ? null : security.getUserPrincipal().getName();
    new HuntSighting(
            handler,
            handler.substring(0, handler.indexOf(' ')),
            uri.getBaseUri().getPath(),
            HuntSighting.segments(path.startsWith("/") ? path : "/" + path),
            true,
            null,
            caller)
        .of(headers.getHeaderString(HuntSighting.REQUEST));
    return Response.ok("handled").header(HuntSighting.HANDLER, handler).build();
  }

  @Path("health")
  public static class Health {
    @GET
    public Response get(
        @Context HttpHeaders headers, @Context SecurityContext security, @Context UriInfo uri) {
      return handle("GET health", headers, security, uri);
    }
  }

  @Path("users")
  public static class Users {
    @GET
    public Response all(
        @Context HttpHeaders headers, @Context SecurityContext security, @Context UriInfo uri) {
      return handle("GET users", headers, security, uri);
    }

    @GET
    @Path("me")
    public Response me(
        @Context HttpHeaders headers, @Context SecurityContext security, @Context UriInfo uri) {
      return handle("GET users/me", headers, security, uri);
    }

    @GET
    @Path("{id}")
    public Response get(
        @Context HttpHeaders headers,
        @Context SecurityContext security,
        @Context UriInfo uri,
        @PathParam("id") String id) {
      return handle("GET users/{id}", headers, security, uri, id);
    }

    @POST
    @Path("{id}")
    public Response post(
        @Context HttpHeaders headers,
        @Context SecurityContext security,
        @Context UriInfo uri,
        @PathParam("id") String id) {
      return handle("POST users/{id}", headers, security, uri, id);
    }

    @DELETE
    @Path("{id}")
    public Response delete(
        @Context HttpHeaders headers,
        @Context SecurityContext security,
        @Context UriInfo uri,
        @PathParam("id") String id) {
      return handle("DELETE users/{id}", headers, security, uri, id);
    }
  }

  @Path("admin/{x}")
  public static class Admin {
    @GET
    public Response get(
        @Context HttpHeaders headers,
        @Context SecurityContext security,
        @Context UriInfo uri,
        @PathParam("x") String x) {
      return handle("GET admin/{x}", headers, security, uri, x);
    }

    @POST
    public Response post(
        @Context HttpHeaders headers,
        @Context SecurityContext security,
        @Context UriInfo uri,
        @PathParam("x") String x) {
      return handle("POST admin/{x}", headers, security, uri, x);
    }

    @DELETE
    public Response delete(
        @Context HttpHeaders headers,
        @Context SecurityContext security,
        @Context UriInfo uri,
        @PathParam("x") String x) {
      return handle("DELETE admin/{x}", headers, security, uri, x);
    }
  }

  @Path("account/{account}/items")
  public static class Items {
    @GET
    public Response get(
        @Context HttpHeaders headers,
        @Context SecurityContext security,
        @Context UriInfo uri,
        @PathParam("account") String account) {
      return handle("GET account/{account}/items", headers, security, uri, account);
    }

    @POST
    public Response post(
        @Context HttpHeaders headers,
        @Context SecurityContext security,
        @Context UriInfo uri,
        @PathParam("account") String account) {
      return handle("POST account/{account}/items", headers, security, uri, account);
    }

    @GET
    @Path("{item}")
    public Response get(
        @Context HttpHeaders headers,
        @Context SecurityContext security,
        @Context UriInfo uri,
        @PathParam("account") String account,
        @PathParam("item") String item) {
      return handle("GET account/{account}/items/{item}", headers, security, uri, account, item);
    }
  }

  @Path("sub")
  public static class Sub {
    @Path("{x}")
    public Leaf below(@PathParam("x") String x) {
      return new Leaf(x);
    }
  }

  /** What {@link Sub} leads to. */
  public static class Leaf {
    private final String x;

    Leaf(String x) {
      this.x = x;
    }

    @GET
    @Path("leaf")
    public Response get(
        @Context HttpHeaders headers, @Context SecurityContext security, @Context UriInfo uri) {
      return handle("GET sub/{x}/leaf", headers, security, uri, x);
    }

    @POST
    @Path("leaf")
    public Response post(
        @Context HttpHeaders headers, @Context SecurityContext security, @Context UriInfo uri) {
      return handle("POST sub/{x}/leaf", headers, security, uri, x);
    }
  }

  @Path("{any: .*}")
  public static class Anything {
    @GET
    public Response get(
        @Context HttpHeaders headers,
        @Context SecurityContext security,
        @Context UriInfo uri,
        @PathParam("any") String any) {
      return handle("GET {any}", headers, security, uri, any);
    }

    @POST
    public Response post(
        @Context HttpHeaders headers,
        @Context SecurityContext security,
        @Context UriInfo uri,
        @PathParam("any") String any) {
      return handle("POST {any}", headers, security, uri, any);
    }
  }
}
