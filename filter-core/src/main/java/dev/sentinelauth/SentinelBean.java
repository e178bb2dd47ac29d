package dev.sentinelauth;

import java.lang.management.ManagementFactory;
import java.time.InstantSource;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.DynamicMBean;
import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.MBeanInfo;
import javax.management.MBeanNotificationInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import javax.management.ReflectionException;
import javax.management.openmbean.OpenDataException;
import javax.management.openmbean.OpenMBeanConstructorInfo;
import javax.management.openmbean.OpenMBeanInfoSupport;
import javax.management.openmbean.OpenMBeanOperationInfo;
import javax.management.openmbean.OpenMBeanOperationInfoSupport;
import javax.management.openmbean.OpenMBeanParameterInfo;
import javax.management.openmbean.SimpleType;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Sentinel} in JMX: its status, and two things that can be done. By hand and with open
 * types, because the interface of an MXBean would be one more public type, and because no class of
 * ours is then needed to read it.
 */
final class SentinelBean implements DynamicMBean {
  private static final String REFRESH_KEYS = "refreshKeys";
  private static final String FORGET_TOKENS = "forgetTokens";

  /** Needs quotes in a name (see {@link ObjectName}). */
  private static final String SPECIAL = ",=:\"*?\n";

  private final Sentinel sentinel;
  private final OpenStatus attributes;
  private final MBeanInfo info;

  private SentinelBean(Sentinel sentinel, InstantSource clock) throws OpenDataException {
    this.sentinel = sentinel;
    this.attributes = new OpenStatus(sentinel, clock);
    this.info = info();
  }

  /** Whether this JVM has a server of beans already, so that using it costs nothing. */
  static boolean hasServer() {
    return !MBeanServerFactory.findMBeanServer(null).isEmpty();
  }

  /**
   * Shows an instance. Where another one has the name, on another host of the same server say, this
   * one gets a number.
   *
   * @param application the context path, or what else tells it apart
   * @return takes it out again
   */
  static Runnable register(Sentinel sentinel, String application, InstantSource clock)
      throws JMException {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    SentinelBean bean = new SentinelBean(sentinel, clock);
    for (int instance = 1; ; instance++) {
      ObjectName name = name(application, instance);
      try {
        if (!server.isRegistered(name)) {
          server.registerMBean(bean, name);
          return () -> unregister(server, name);
        }
      } catch (InstanceAlreadyExistsException taken) {
        // in between
      }
    }
  }

  private static void unregister(MBeanServer server, ObjectName name) {
    try {
      server.unregisterMBean(name);
    } catch (JMException gone) {
      // somebody else has taken it out
    }
  }

  private static ObjectName name(String application, int instance)
      throws MalformedObjectNameException {
    boolean special = application.chars().anyMatch(c -> SPECIAL.indexOf(c) >= 0);
    return new ObjectName(
        "dev.sentinelauth:type=Sentinel,application="
            + (special ? ObjectName.quote(application) : application)
            + (instance == 1 ? "" : ",instance=" + instance));
  }

  private MBeanInfo info() {
    return new OpenMBeanInfoSupport(
        SentinelBean.class.getName(),
        "How the authentication by AppJWTs is",
        attributes.infos(),
        new OpenMBeanConstructorInfo[0],
        new OpenMBeanOperationInfo[] {
          operation(REFRESH_KEYS, "begins to fetch all key sets anew, and does not wait"),
          operation(FORGET_TOKENS, "forgets all verified tokens, which are then verified anew")
        },
        new MBeanNotificationInfo[0]);
  }

  private static OpenMBeanOperationInfo operation(String name, String meaning) {
    return new OpenMBeanOperationInfoSupport(
        name, meaning, new OpenMBeanParameterInfo[0], SimpleType.VOID, MBeanOperationInfo.ACTION);
  }

  @Override
  public MBeanInfo getMBeanInfo() {
    return info;
  }

  @Override
  public @Nullable Object getAttribute(String name) throws AttributeNotFoundException {
    if (!attributes.has(name)) {
      throw new AttributeNotFoundException(name);
    }
    return attributes.value(name, sentinel.status());
  }

  /** All from one look, so that they fit together; what there isn't is left out. */
  @Override
  public AttributeList getAttributes(String[] names) {
    AttributeList found = new AttributeList();
    SentinelStatus status = sentinel.status();
    for (String name : names) {
      if (attributes.has(name)) {
        found.add(new Attribute(name, attributes.value(name, status)));
      }
    }
    return found;
  }

  @Override
  public void setAttribute(Attribute attribute) throws AttributeNotFoundException {
    throw new AttributeNotFoundException("nothing can be set");
  }

  @Override
  public AttributeList setAttributes(AttributeList attributes) {
    return new AttributeList();
  }

  @Override
  public @Nullable Object invoke(String name, Object[] arguments, String[] signature)
      throws ReflectionException {
    switch (name) {
      case REFRESH_KEYS -> sentinel.refreshKeys();
      case FORGET_TOKENS -> sentinel.forgetTokens();
      default -> throw new ReflectionException(new NoSuchMethodException(name));
    }
    return null;
  }
}
