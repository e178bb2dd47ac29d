package dev.sentinelauth;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.security.Provider;
import java.util.concurrent.Callable;

/**
 * The providers that the build has put aside, each on a class path of its own: an application that
 * has one, as the module sees it.
 */
final class CryptoProviders {
  private static final Path DIRECTORY = Path.of("target", "crypto-providers");

  private CryptoProviders() {}

  static URL jar(String name) throws MalformedURLException {
    return DIRECTORY.resolve(name + ".jar").toUri().toURL();
  }

  /** A class path with these libraries, and nothing else besides the JDK. */
  static ClassLoader classPath(String... names) throws MalformedURLException {
    URL[] jars = new URL[names.length];
    for (int i = 0; i < names.length; i++) {
      jars[i] = jar(names[i]);
    }
    return new URLClassLoader(jars, ClassLoader.getPlatformClassLoader());
  }

  /** The native libraries that are put aside are those of this system. */
  static void assumeNative() {
    assumeTrue(
        System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").equals("amd64"));
  }

  static Provider fips(ClassLoader classPath) throws ReflectiveOperationException {
    return Class.forName(
            "org.bouncycastle.jcajce.provider.BouncyCastleFipsProvider", true, classPath)
        .asSubclass(Provider.class)
        .getConstructor()
        .newInstance();
  }

  /** Runs something as an application with this class path does. */
  static <T> T within(ClassLoader classPath, Callable<T> action) throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(classPath);
    try {
      return action.call();
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
