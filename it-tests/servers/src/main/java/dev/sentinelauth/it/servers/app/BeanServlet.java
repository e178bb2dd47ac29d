package dev.sentinelauth.it.servers.app;

import jakarta.ejb.EJB;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Says who called, if its beans are there. */
public class BeanServlet extends HttpServlet {
  @Inject private transient @Nullable Greeter greeter;
  @EJB private transient @Nullable Counter counter;

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (greeter == null || counter == null) {
      response.sendError(HttpServletResponse.SC_NOT_IMPLEMENTED);
      return;
    }
    Report.write(request, response, greeter.greet() + "-" + counter.count());
  }
}
