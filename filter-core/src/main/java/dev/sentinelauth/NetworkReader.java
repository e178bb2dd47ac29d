package dev.sentinelauth;

import static dev.sentinelauth.internal.settings.SettingDescriptor.Trait.AT_START;
import static dev.sentinelauth.internal.settings.SettingDescriptor.Trait.SECRET;

import dev.sentinelauth.internal.remote.Network;
import dev.sentinelauth.internal.settings.Durations;
import dev.sentinelauth.internal.settings.Grammar;
import dev.sentinelauth.internal.settings.InvalidValueException;
import dev.sentinelauth.internal.settings.Secret;
import dev.sentinelauth.internal.settings.SettingDescriptor;
import dev.sentinelauth.internal.settings.SettingGroup;
import dev.sentinelauth.internal.settings.SettingNames;
import dev.sentinelauth.internal.settings.Settings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How calls are made, {@code sentinel.http.*}: the settings, and how those of the proxy and of the
 * certificates that are trusted besides the JVM's are read.
 */
final class NetworkReader {
  static final SettingGroup DECLARED = new SettingGroup(SettingNames.PREFIX + "http.");

  private static final Grammar<Duration> TIMEOUT =
      Durations.between(Durations.SHORTEST, Duration.ofMinutes(5));

  static final SettingDescriptor<Duration> CONNECT_TIMEOUT =
      DECLARED.setting(
          "connect-timeout",
          TIMEOUT,
          "2s",
          "of every call to Sentinel, the Domain API and the IDP",
          AT_START);

  static final SettingDescriptor<Duration> REQUEST_TIMEOUT =
      DECLARED.setting(
          "request-timeout",
          TIMEOUT,
          "5s",
          "of the whole call, body included; also how long a request may wait for keys or a"
              + " token",
          AT_START);

  static final SettingDescriptor<InetSocketAddress> PROXY =
      DECLARED.optional(
          "proxy",
          Grammar.of(NetworkReader::proxy, "`host:port`, or `none`"),
          "the JVM's",
          "for every call to Sentinel, the Domain API and the IDP",
          AT_START);

  static final SettingDescriptor<String> PROXY_CREDENTIALS =
      DECLARED.optional(
          "proxy-credentials",
          Grammar.verbatim(Secret::parse, "`user:password`"),
          "none",
          "for the proxy alone; best as `${file:…}`; for https the JVM needs"
              + " `-Djdk.http.auth.tunneling.disabledSchemes=` (empty)",
          SECRET,
          AT_START);

  static final SettingDescriptor<List<X509Certificate>> TRUSTED_CERTIFICATES =
      DECLARED.optional(
          "trusted-certificates",
          Grammar.of(NetworkReader::certificates, "a PEM file"),
          "none more",
          "certificates trusted besides the JVM's, for these calls",
          AT_START);

  private static final String TUNNELING = "jdk.http.auth.tunneling.disabledSchemes";
  private static final String NONE = "none";
  private static final InetSocketAddress NO_PROXY = InetSocketAddress.createUnresolved(NONE, 0);
  private static final int LARGEST = 1024 * 1024;
  private static final Pattern HOST_AND_PORT =
      Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\]):([0-9]{1,5})");

  private NetworkReader() {}

  /**
   * @param targets where the calls go; {@code null} for what isn't set
   */
  static Network read(Settings settings, @Nullable URI... targets) {
    InetSocketAddress proxy = settings.find(PROXY);
    boolean direct = NO_PROXY.equals(proxy);
    Secret credentials = settings.secret(PROXY_CREDENTIALS);
    if (credentials != null) {
      check(settings, credentials, direct, targets);
    }
    List<X509Certificate> trusted = settings.find(TRUSTED_CERTIFICATES);
    return new Network(
        direct, direct ? null : proxy, credentials, trusted == null ? List.of() : trusted);
  }

  /** An application's own client doesn't heed them. */
  static void requireNoneBeside(@Nullable HttpClient own, Network network) {
    if (own != null && !network.isDefault()) {
      throw new ConfigurationException(
          List.of(
              "%s, %s, %s: expected none of them, because the application gave an HttpClient of its"
                      .formatted(PROXY, PROXY_CREDENTIALS, TRUSTED_CERTIFICATES)
                  + " own, which they don't reach"));
    }
  }

  private static InetSocketAddress proxy(String value) {
    if (value.equals(NONE)) {
      return NO_PROXY;
    }
    Matcher matcher = HOST_AND_PORT.matcher(value);
    if (matcher.matches()) {
      int port = Integer.parseInt(matcher.group(2));
      if (port > 0 && port <= 65_535) {
        String host = matcher.group(1);
        return InetSocketAddress.createUnresolved(
            host.startsWith("[") ? host.substring(1, host.length() - 1) : host, port);
      }
    }
    throw new InvalidValueException(
        "host:port (without a scheme), or none; a password stands in " + PROXY_CREDENTIALS);
  }

  private static void check(
      Settings settings, Secret credentials, boolean direct, @Nullable URI... targets) {
    if (credentials.reveal().indexOf(':') < 1) {
      settings.problem(PROXY_CREDENTIALS, "expected user:password");
    }
    if (direct) {
      settings.problem(PROXY_CREDENTIALS, "expected a proxy, but " + PROXY + " says none");
    }
    boolean tunnels =
        Stream.of(targets).anyMatch(uri -> uri != null && "https".equals(uri.getScheme()));
    if (tunnels && basicIsDisabled()) {
      settings.problem(
          PROXY_CREDENTIALS,
          "expected a JVM that may send a password to a proxy for https: by default the JDK doesn't;"
              + " start it with -D"
              + TUNNELING
              + "=  (an empty value)");
    }
  }

  /**
   * What the JDK's client reads once and keeps: the system property, else the JDK's own {@code
   * net.properties}.
   */
  private static boolean basicIsDisabled() {
    String disabled = System.getProperty(TUNNELING);
    if (disabled == null) {
      Properties properties = new Properties();
      Path file = Path.of(System.getProperty("java.home", ""), "conf", "net.properties");
      try (InputStream in = Files.newInputStream(file)) {
        properties.load(in);
      } catch (IOException | IllegalArgumentException unreadable) {
        // then nothing is disabled: the client reads the same file
      }
      disabled = properties.getProperty(TUNNELING, "");
    }
    return Stream.of(disabled.split(",", -1)).anyMatch(s -> s.strip().equalsIgnoreCase("Basic"));
  }

  private static List<X509Certificate> certificates(String value) {
    byte[] pem;
    try (InputStream in = Files.newInputStream(Path.of(value))) {
      pem = in.readNBytes(LARGEST);
    } catch (IOException | InvalidPathException unreadable) {
      throw new InvalidValueException("a PEM file that can be read");
    }
    String expected = "a PEM file of one or more certificates (-----BEGIN CERTIFICATE-----)";
    if (!new String(pem, StandardCharsets.ISO_8859_1).contains("-----BEGIN CERTIFICATE-----")) {
      throw new InvalidValueException(expected);
    }
    try {
      return CertificateFactory.getInstance("X.509")
          .generateCertificates(new ByteArrayInputStream(pem))
          .stream()
          .map(X509Certificate.class::cast)
          .toList();
    } catch (CertificateException malformed) {
      throw new InvalidValueException(expected);
    }
  }
}
