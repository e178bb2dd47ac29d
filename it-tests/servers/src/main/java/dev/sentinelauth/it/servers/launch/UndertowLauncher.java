package dev.sentinelauth.it.servers.launch;

import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.server.handlers.PathHandler;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentManager;

/** Undertow 2.3, which knows no web.xml: {@link WebXml} reads it for it. */
public final class UndertowLauncher {

  private UndertowLauncher() {}

  /** Starts it. */
  public static void main(String[] arguments) {
    PathHandler contexts = Handlers.path();
    Undertow.builder()
        .addHttpListener(Launch.port(arguments), "127.0.0.1", contexts)
        .build()
        .start();
    Launch.deploy(
        arguments,
        (contextPath, directory) -> {
          DeploymentManager manager =
              Servlets.defaultContainer().addDeployment(WebXml.deployment(contextPath, directory));
          manager.deploy();
          contexts.addPrefixPath(contextPath, manager.start());
        });
  }
}
