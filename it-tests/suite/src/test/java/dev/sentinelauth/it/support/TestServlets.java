package dev.sentinelauth.it.support;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The servlets of the applications under test. */
public final class TestServlets {

  private TestServlets() {}

  /** Stands for what must be protected. */
  public static final String SECRET = "the secret";

  /** Says whom it takes the caller for. */
  public static final class WhoAmI extends HttpServlet {
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      write(response, SECRET + ": " + describe(request));
    }
  }

  /** What error pages say. */
  public static final class ErrorPage extends HttpServlet {
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      write(response, "the application's error page: " + describe(request));
    }
  }

  /**
   * Dispatches in the ways that {@code via} lists, one after the other; the last goes to {@code
   * to}.
   */
  public static final class Dispatching extends HttpServlet {
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws ServletException, IOException {
      String[] ways = request.getParameter("via").split(",", -1);
      int step = request.getAttribute("step") instanceof Integer done ? done : 0;
      if (step == ways.length) {
        write(response, "back: " + describe(request));
        return;
      }
      request.setAttribute("step", step + 1);
      String to = step + 1 < ways.length ? "/again" : request.getParameter("to");
      switch (ways[step]) {
        case "forward" -> request.getRequestDispatcher(to).forward(request, response);
        case "include" -> {
          write(response, "[");
          request.getRequestDispatcher(to).include(request, response);
          write(response, "]");
        }
        case "async" -> dispatch(request.startAsync(), to);
        case "asyncWith" -> dispatch(request.startAsync(request, response), to);
        case "asyncBack" -> request.startAsync().dispatch();
        case "sendError" -> response.sendError(HttpServletResponse.SC_CONFLICT);
        case "throw" -> throw new IllegalStateException("thrown by the application");
        case "cacheable" -> {
          response.setHeader("Cache-Control", "private, max-age=60");
          service(request, response);
        }
        case "logout" -> {
          request.logout();
          service(request, response);
        }
        case "forge" -> {
          request.setAttribute("dev.sentinelauth.AppJwt", "forged");
          request.setAttribute("dev.sentinelauth.Verdict", "forged");
          service(request, response);
        }
        default -> throw new ServletException("no such way");
      }
    }

    private static void dispatch(AsyncContext async, String to) {
      async.dispatch(to);
    }
  }

  private static String describe(HttpServletRequest request) {
    return "dispatcher=%s principal=%s user=%s auth=%s role=%s token=%s wrappers=%d"
        .formatted(
            request.getDispatcherType(),
            request.getUserPrincipal() == null ? null : request.getUserPrincipal().getName(),
            request.getRemoteUser(),
            request.getAuthType(),
            request.isUserInRole("msg.consumer"),
            request.getAttribute("dev.sentinelauth.AppJwt") != null,
            wrappers(request));
  }

  private static int wrappers(ServletRequest request) {
    int count = 0;
    for (ServletRequest layer = request;
        layer instanceof ServletRequestWrapper wrapper;
        layer = wrapper.getRequest()) {
      if (layer.getClass().getSimpleName().equals("AuthenticatedRequest")) {
        count++;
      }
    }
    return count;
  }

  private static void write(HttpServletResponse response, String text) throws IOException {
    response.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }

  /** All of them. */
  public static final DispatcherType[] EVERY_DISPATCHER = DispatcherType.values();
}
