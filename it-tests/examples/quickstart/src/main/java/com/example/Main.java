package com.example;

import java.net.InetSocketAddress;
import org.eclipse.jetty.ee10.webapp.WebAppContext;
import org.eclipse.jetty.server.Server;

/** The web application in a server of its own: the folder of the application, and a port. */
public final class Main {
  private Main() {}

  public static void main(String[] args) throws Exception {
    Server server = new Server(new InetSocketAddress("127.0.0.1", Integer.parseInt(args[1])));
    server.setHandler(new WebAppContext(args[0], "/"));
    server.start();
    System.out.println("Listening at " + server.getURI());
    server.join();
  }
}
