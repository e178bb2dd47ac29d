package dev.sentinelauth.servlet;

import dev.sentinelauth.ApplicationSentinel;
import dev.sentinelauth.RequestAuthenticator;
import dev.sentinelauth.Verdict;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Enumeration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The filter that stands before an application with a {@link SentinelAuthenticationMechanism}. It
 * starts what the mechanism needs, and serves nothing that the mechanism hasn't seen: a server that
 * never calls it would leave the application open. Behind it, servlets see the caller as they do
 * behind {@link SentinelAuthenticationFilter}, also in asynchronous dispatches, in which some
 * servers forget whom a mechanism told them.
 */
final class MechanismGuard implements Filter, ServletContextListener, ServletRequestListener {
  private static final Logger log = LoggerFactory.getLogger(MechanismGuard.class);

  /** Where the mechanism finds it, and the name of the filter. */
  private static final String NAME = "dev.sentinelauth.servlet.SentinelAuthenticationMechanism";

  /** In requests that a mechanism has seen: the guard of the application that it did so for. */
  private static final String SEEN_ATTRIBUTE = "dev.sentinelauth.servlet.SeenByMechanism";

  private final String mechanism;
  private final AtomicBoolean told = new AtomicBoolean();
  private final ServletContext application;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable Gate gate;

  /** Whether the start was tried. */
  private volatile boolean done;

  /**
   * @param mechanism the name of its class, for messages
   */
  private MechanismGuard(String mechanism, ServletContext application) {
    this.mechanism = mechanism;
    this.application = application;
  }

  /**
   * Puts one before an application, unless there is one.
   *
   * @throws IllegalStateException if it is too late for that, so that the application isn't started
   */
  static void register(ServletContext application, String mechanism) {
    if (application.getAttribute(NAME) != null) {
      return;
    }
    MechanismGuard guard = new MechanismGuard(mechanism, application);
    FilterRegistration.@Nullable Dynamic filter;
    try {
      filter = application.addFilter(NAME, guard);
      application.addListener(guard);
    } catch (IllegalStateException | UnsupportedOperationException e) {
      throw new IllegalStateException(
          mechanism
              + " can't be guarded in this server: see that the server finds the"
              + " ServletContainerInitializer of sentinel-servlet-integration (an absolute-ordering"
              + " in web.xml leaves out what it doesn't name)",
          e);
    }
    if (filter == null) {
      throw new IllegalStateException("the application has another filter named " + NAME);
    }
    filter.setAsyncSupported(true);
    filter.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, "/*");
    application.setAttribute(NAME, guard);
  }

  /**
   * What a mechanism does with a request: answers it, or lets it in.
   *
   * @param needsCaller whether an anonymous caller is none
   * @return {@code null} where the request has been answered
   */
  static Verdict.@Nullable Accepted judge(
      HttpServletRequest request,
      HttpServletResponse response,
      boolean needsCaller,
      ServletContext application)
      throws IOException, ServletException {
    MechanismGuard guard =
        application.getAttribute(NAME) instanceof MechanismGuard found ? found : null;
    Gate current = guard == null ? null : guard.gate();
    if (current == null) {
      Gate.refuseAll(request, response);
      return null;
    }
    request.setAttribute(SEEN_ATTRIBUTE, guard);
    AtomicBoolean passed = new AtomicBoolean();
    current.pass(request, response, (admitted, same) -> passed.set(true), false);
    if (!passed.get()) {
      return null;
    }
    RequestAuthenticator authenticator = current.authenticator();
    Verdict.Accepted accepted =
        authenticator.accepted(request.getAttribute(RequestAuthenticator.VERDICT_ATTRIBUTE));
    if (accepted == null) {
      Gate.refuseAll(request, response);
    } else if (needsCaller
        && authenticator.requireScopes(accepted, Set.of(), new Incoming(request))
            instanceof Verdict.Refused refused) {
      Gate.answer(refused, request, response);
      return null;
    }
    return accepted;
  }

  /** Answers a request whose caller the server would not take. */
  static void fail(RuntimeException cause, HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    log.error(
        "The server did not take the caller from SentinelAuthenticationMechanism; the request was"
            + " answered 500. See \"What the container knows\" for what it has to be told",
        cause);
    Gate current =
        request.getAttribute(SEEN_ATTRIBUTE) instanceof MechanismGuard guard ? guard.gate : null;
    if (current != null) {
      current.authenticator().notServed(new Incoming(request));
    }
    request.removeAttribute(SEEN_ATTRIBUTE);
    Gate.refuseAll(request, response);
  }

  /**
   * What judges; {@code null} where the start failed, or everything has ended. Started here too,
   * because some servers initialize filters when the first request comes to them, which is after
   * the mechanism. Never throws: some servers go on without a filter that does.
   */
  private @Nullable Gate gate() {
    Gate current = gate;
    if (current != null || done) {
      return current;
    }
    lock.lock();
    try {
      if (!done) {
        done = true;
        gate =
            FilterStart.gate(
                null,
                new Settings(application),
                (web, shared, sentinel) ->
                    new Gate(web, shared, sentinel, sentinel.requestAuthenticator()));
      }
    } catch (ServletException | RuntimeException | Error e) {
      // An Error too: a class that is missing, say, is no reason to leave an application open.
      ApplicationSentinel.failed(e).announceFailure(mechanism);
    } finally {
      lock.unlock();
    }
    return gate;
  }

  @Override
  public void init(FilterConfig filter) {
    gate();
  }

  @Override
  public void destroy() {
    lock.lock();
    try {
      Gate ended = gate;
      gate = null;
      done = true;
      if (ended != null) {
        FilterStart.end(ended);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Where no request ever came to the filter, nobody destroys it. */
  @Override
  public void contextDestroyed(ServletContextEvent end) {
    destroy();
  }

  /**
   * The container may refuse what the mechanism let in, for a {@code <security-constraint>}, and
   * then no filter sees it.
   */
  @Override
  public void requestDestroyed(ServletRequestEvent end) {
    Gate current = gate;
    if (current != null && end.getServletRequest() instanceof HttpServletRequest request) {
      Runnable letIn = current.authenticator().whenLetIn(new Incoming(request));
      if (letIn != null) {
        letIn.run();
      }
    }
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Gate current = gate();
    if (current == null) {
      Gate.refuseAll(request, response);
    } else if (request.getDispatcherType() == DispatcherType.REQUEST
        && request.getAttribute(SEEN_ATTRIBUTE) != this) {
      if (told.compareAndSet(false, true)) {
        log.error(
            "This server did not call {}, so every request is answered 500. It needs Jakarta"
                + " Security (see \"What the container knows\" for how to switch it on, and for"
                + " servers that can't), and the class has to be a bean: @ApplicationScoped, in an"
                + " archive that CDI looks at",
            mechanism);
      }
      Gate.refuseAll(request, response);
    } else {
      // Judged already, or another application dispatched it into this one, where nobody asks a
      // mechanism.
      remind(request, response, current.authenticator());
      current.pass(request, response, chain);
    }
  }

  /**
   * Lets the mechanism tell the container once more who calls, where it has forgotten: GlassFish
   * and Payara do in asynchronous dispatches and those to error pages.
   */
  private void remind(
      ServletRequest request, ServletResponse response, RequestAuthenticator authenticator)
      throws IOException, ServletException {
    boolean again =
        request.getDispatcherType() == DispatcherType.ASYNC
            || request.getDispatcherType() == DispatcherType.ERROR;
    if (again
        && request.getAttribute(SEEN_ATTRIBUTE) == this
        && request instanceof HttpServletRequest http
        && response instanceof HttpServletResponse answer) {
      Verdict.Accepted accepted =
          authenticator.accepted(request.getAttribute(RequestAuthenticator.VERDICT_ATTRIBUTE));
      if (accepted != null && accepted.roles() != null) {
        boolean taken = http.authenticate(answer);
        log.debug("the container was told the caller again: {}", taken);
      }
    }
  }

  /** There are no parameters but those of the application. */
  private record Settings(ServletContext application) implements FilterConfig {
    @Override
    public String getFilterName() {
      return NAME;
    }

    @Override
    public ServletContext getServletContext() {
      return application;
    }

    @Override
    public @Nullable String getInitParameter(String name) {
      return null;
    }

    @Override
    public Enumeration<String> getInitParameterNames() {
      return Collections.emptyEnumeration();
    }
  }
}
