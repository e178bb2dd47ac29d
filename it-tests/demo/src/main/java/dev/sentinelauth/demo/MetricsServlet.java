package dev.sentinelauth.demo;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** All metrics, in the text that Prometheus reads. */
public class MetricsServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final String TEXT = "text/plain;version=0.0.4;charset=utf-8";

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String metrics = DemoMetrics.registry(getServletContext()).scrape();
    response.setContentType(TEXT);
    response.getOutputStream().write(metrics.getBytes(StandardCharsets.UTF_8));
  }
}
