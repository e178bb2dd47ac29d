package dev.sentinelauth.it.support;

import ch.qos.logback.classic.BasicConfigurator;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import dev.sentinelauth.Sentinel;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.logging.Handler;
import java.util.logging.Logger;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.slf4j.LoggerFactory;

/** Prints what an operator can see of a running application, besides its log. */
public final class OperatorView {
  private OperatorView() {}

  /** Turns all loggers on, whatever the configuration says. */
  public static void logEverything() {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    BasicConfigurator console = new BasicConfigurator();
    console.setContext(context);
    console.configure(context);
    context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(Level.TRACE);

    Logger root = Logger.getLogger("");
    root.setLevel(java.util.logging.Level.ALL);
    for (Handler handler : root.getHandlers()) {
      handler.setLevel(java.util.logging.Level.ALL);
    }
  }

  public static void attempt(Callable<?> call) {
    try {
      System.out.println("gave " + call.call());
    } catch (Exception e) {
      e.printStackTrace(System.out); // with all causes
      System.out.println(e.getMessage() + " " + e);
    }
  }

  public static void show(Sentinel sentinel) {
    print(
        sentinel,
        sentinel.config(),
        sentinel.status(),
        sentinel.appJwtSupplier(),
        sentinel.consumerJwsClient(),
        sentinel.clientAuthenticator(),
        sentinel.requestAuthenticator(),
        sentinel.tokenVerifier());
  }

  public static void print(Object... objects) {
    for (Object object : objects) {
      System.out.println(object);
    }
  }

  /** Makes the server of beans, so that each application shows itself there at once. */
  public static void prepareManagement() {
    ManagementFactory.getPlatformMBeanServer();
  }

  /** Whether an application of ours shows itself there. */
  public static boolean isShown() {
    return ManagementFactory.getPlatformMBeanServer().queryNames(null, null).stream()
        .anyMatch(name -> name.getDomain().equals("dev.sentinelauth"));
  }

  public static void management() throws JMException {
    Thread.getAllStackTraces().keySet().forEach(System.out::println);
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    for (ObjectName name : server.queryNames(null, null)) {
      for (MBeanAttributeInfo attribute : server.getMBeanInfo(name).getAttributes()) {
        attempt(() -> name + " " + attribute.getName() + "=" + shown(server, name, attribute));
      }
    }
  }

  private static String shown(MBeanServer server, ObjectName name, MBeanAttributeInfo attribute)
      throws JMException {
    Object value = server.getAttribute(name, attribute.getName());
    return value instanceof Object[] array ? Arrays.deepToString(array) : String.valueOf(value);
  }
}
