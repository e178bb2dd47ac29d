package dev.sentinelauth.it.servers.app;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Says who called in an asynchronous dispatch: to itself, or to the path that follows its own. */
public class Async extends HttpServlet {
  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (request.getDispatcherType() == DispatcherType.ASYNC) {
      Report.write(request, response, "async");
      return;
    }
    String to = request.getPathInfo();
    if (to == null || to.equals("/again")) {
      request.startAsync().dispatch();
    } else {
      request.startAsync().dispatch(to);
    }
  }
}
