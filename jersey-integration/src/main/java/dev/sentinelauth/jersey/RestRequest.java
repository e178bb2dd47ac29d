package dev.sentinelauth.jersey;

import dev.sentinelauth.LoggedInUser;
import dev.sentinelauth.RequestAuthenticator;
import dev.sentinelauth.Verdict;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceContext;
import org.jspecify.annotations.Nullable;

/**
 * A request as core asks about it.
 *
 * @param resources {@code null} where the address of the client was asked for before
 */
record RestRequest(
    ContainerRequestContext request,
    RequestAuthenticator authenticator,
    @Nullable ResourceContext resources)
    implements RequestAuthenticator.Request {

  RestRequest(ContainerRequestContext request, RequestAuthenticator authenticator) {
    this(request, authenticator, null);
  }

  /** Tells that it was let in, where nobody does who stands further out. */
  void tellLetIn() {
    Runnable letIn = authenticator.whenLetIn(this);
    if (letIn != null) {
      letIn.run();
    }
  }

  @Override
  public String method() {
    return request.getMethod();
  }

  @Override
  public String rawPath() {
    return ClientRequest.currentPath(request);
  }

  @Override
  public @Nullable String clientAddress() {
    return ClientAddress.of(request, resources);
  }

  /** A servlet filter finds out, and this module keeps to it. */
  @Override
  public @Nullable LoggedInUser user() {
    Verdict.Accepted kept =
        authenticator.accepted(request.getProperty(RequestAuthenticator.VERDICT_ATTRIBUTE));
    return kept == null ? null : kept.user();
  }

  @Override
  public @Nullable Object attribute(String name) {
    return request.getProperty(name);
  }

  @Override
  public void attribute(String name, Object value) {
    request.setProperty(name, value);
  }
}
