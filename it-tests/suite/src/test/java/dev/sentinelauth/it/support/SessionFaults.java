package dev.sentinelauth.it.support;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpSession;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What session stores do to those who rely on them too much: it stands before the login filter, and
 * in between it and the container's own session.
 */
public final class SessionFaults implements Filter {
  public volatile Runnable beforeSet = () -> {};
  public volatile boolean endsAtLogin;
  public volatile UnaryOperator<@Nullable Object> onGet = UnaryOperator.identity();

  /** A new object each time, as from a store that holds bytes. */
  public static @Nullable Object copy(@Nullable Object value) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
        out.writeObject(value);
      }
      return read(bytes.toByteArray());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  public static Object read(byte[] serialized) {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(serialized))) {
      return in.readObject();
    } catch (IOException | ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    chain.doFilter(
        new HttpServletRequestWrapper((HttpServletRequest) request) {
          @Override
          public @Nullable HttpSession getSession(boolean create) {
            HttpSession session = super.getSession(create);
            return session == null ? null : between(session);
          }

          @Override
          public String changeSessionId() {
            HttpSession session = super.getSession(false);
            if (endsAtLogin && session != null) {
              session.invalidate(); // as a logout in another tab may do now
            }
            return super.changeSessionId();
          }

          @Override
          public @Nullable HttpSession getSession() {
            return getSession(true);
          }
        },
        response);
  }

  private HttpSession between(HttpSession session) {
    return (HttpSession)
        Proxy.newProxyInstance(
            SessionFaults.class.getClassLoader(),
            new Class<?>[] {HttpSession.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("setAttribute")) {
                beforeSet.run();
              }
              try {
                Object result = method.invoke(session, arguments);
                return method.getName().equals("getAttribute") ? onGet.apply(result) : result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
