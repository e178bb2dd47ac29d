package dev.sentinelauth.it;

import dev.sentinelauth.Sentinel;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.concurrent.Callable;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** Prints what an operator can see of a running application, besides its log. */
final class OperatorView {
  private OperatorView() {}

  static void attempt(Callable<?> call) {
    try {
      System.out.println("gave " + call.call());
    } catch (Exception e) {
      e.printStackTrace(System.out); // with all causes
      System.out.println(e.getMessage() + " " + e);
    }
  }

  static void show(Sentinel sentinel) {
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

  static void print(Object... objects) {
    for (Object object : objects) {
      System.out.println(object);
    }
  }

  static void management() throws JMException {
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
