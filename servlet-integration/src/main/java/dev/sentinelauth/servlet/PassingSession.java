package dev.sentinelauth.servlet;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpSession;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A session that no store and no browser knows of: it is gone with the request. */
final class PassingSession implements HttpSession {
  private final ServletContext context;
  private final String id = UUID.randomUUID().toString();
  private final long creationTime = System.currentTimeMillis();
  private final Map<String, Object> attributes = new ConcurrentHashMap<>();
  private volatile int maxInactiveInterval;
  private volatile boolean invalid;

  PassingSession(ServletContext context) {
    this.context = context;
    this.maxInactiveInterval = context.getSessionTimeout() * 60;
  }

  boolean isInvalid() {
    return invalid;
  }

  private void check() {
    if (invalid) {
      throw new IllegalStateException("the session was invalidated");
    }
  }

  @Override
  public long getCreationTime() {
    check();
    return creationTime;
  }

  @Override
  public String getId() {
    return id;
  }

  @Override
  public long getLastAccessedTime() {
    return getCreationTime();
  }

  @Override
  public ServletContext getServletContext() {
    return context;
  }

  @Override
  public void setMaxInactiveInterval(int seconds) {
    maxInactiveInterval = seconds;
  }

  @Override
  public int getMaxInactiveInterval() {
    return maxInactiveInterval;
  }

  @Override
  public @Nullable Object getAttribute(String name) {
    check();
    return attributes.get(name);
  }

  @Override
  public Enumeration<String> getAttributeNames() {
    check();
    return Collections.enumeration(attributes.keySet());
  }

  @Override
  public void setAttribute(String name, @Nullable Object value) {
    check();
    if (value == null) {
      attributes.remove(name);
    } else {
      attributes.put(name, value);
    }
  }

  @Override
  public void removeAttribute(String name) {
    check();
    attributes.remove(name);
  }

  @Override
  public void invalidate() {
    check();
    invalid = true;
  }

  @Override
  public boolean isNew() {
    check();
    return true;
  }
}
