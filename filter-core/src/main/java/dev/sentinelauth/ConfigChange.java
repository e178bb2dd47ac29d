package dev.sentinelauth;

import dev.sentinelauth.SentinelConfig.All;
import dev.sentinelauth.SentinelConfig.Keys;
import dev.sentinelauth.SentinelConfig.Login;
import dev.sentinelauth.SentinelConfig.Remote;
import dev.sentinelauth.internal.routes.Access;
import dev.sentinelauth.internal.settings.SettingDescriptor;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A change of the configuration: what differs, and which of it has an effect without a restart. */
final class ConfigChange {
  private static final Set<String> AT_START =
      SentinelSettings.ALL.stream()
          .filter(SettingDescriptor::needsRestart)
          .map(SettingDescriptor::name)
          .collect(Collectors.toUnmodifiableSet());

  private static final Set<String> OF_LOGIN =
      LoginReader.DECLARED.all().stream()
          .map(SettingDescriptor::name)
          .collect(Collectors.toUnmodifiableSet());

  private ConfigChange() {}

  /**
   * What is in force once a configuration has taken over that was read again: in what takes a
   * restart, what was in force before.
   */
  static SentinelConfig inForce(SentinelConfig before, SentinelConfig read) {
    Remote remote = read.remote();
    Remote remoteBefore = before.remote();
    Keys keys = read.keys();
    return new SentinelConfig(
        new All(
            new Remote(
                remote.accountIds(),
                remote.server(),
                remote.domainApi(),
                remote.domainTtl(),
                remoteBefore.connectTimeout(),
                remoteBefore.requestTimeout(),
                remoteBefore.network()),
            new Keys(
                keys.jwks(),
                keys.v1Key(),
                keys.jwksUri(),
                keys.refreshInterval(),
                keys.unknownKeyInterval(),
                keys.staleLimit(),
                before.keys().snapshotFile(),
                before.keys().startup()),
            read.policy(),
            before.cryptoProvider(),
            read.web(),
            read.client(),
            login(before.login(), read.login()),
            before.reload(),
            read.origins()),
        read.reading());
  }

  /** A login filter stands where it was put at the start, and there is one or there is none. */
  private static @Nullable Login login(@Nullable Login before, @Nullable Login read) {
    return before == null || read == null
        ? before
        : new Login(
            before.account(),
            before.redirectUri(),
            before.logoutPath(),
            before.afterLogout(),
            read.refreshInterval(),
            read.apiVersion(),
            read.pkce(),
            before.sameSite());
  }

  /** The keys of what is set otherwise and has taken over, in alphabetical order. */
  static List<String> takenOver(
      SentinelConfig started, SentinelConfig before, SentinelConfig read) {
    Set<String> keys = differing(before, read);
    keys.removeAll(atStart(started, before));
    keys.removeAll(atStart(started, read));
    keys.removeAll(AT_START);
    return List.copyOf(keys);
  }

  /**
   * The keys of what is set otherwise than at the start, and has no effect before the next one, in
   * alphabetical order.
   */
  static List<String> awaitingRestart(SentinelConfig started, SentinelConfig read) {
    return List.copyOf(atStart(started, read));
  }

  private static Set<String> atStart(SentinelConfig started, SentinelConfig read) {
    Set<String> differing = differing(started, read);
    Set<String> keys = new TreeSet<>(differing);
    keys.retainAll(AT_START);
    Login login = started.login();
    Login loginRead = read.login();
    if (login == null || loginRead == null) {
      differing.stream().filter(OF_LOGIN::contains).forEach(keys::add);
    } else if (!Objects.equals(login.account(), loginRead.account())) {
      // also where it is the only account, and another one is now
      keys.add(LoginReader.ACCOUNT_ID.name());
    }
    if (login != null && speaksOfLogins(started) && !speaksOfLogins(read)) {
      // whether what no route matches needs a login where a login filter stands
      differing.stream()
          .filter(key -> started.reading().values().get(key) == Access.LOGIN)
          .forEach(keys::add);
    }
    return keys;
  }

  /** Whether a verdict on a token is the same, as far as its claims go. */
  static boolean isSamePolicy(SentinelConfig one, SentinelConfig other) {
    Set<String> differing = differing(one, other);
    return PolicyReader.DECLARED.all().stream().noneMatch(s -> differing.contains(s.name()))
        // by default the accounts
        && one.policy().audiences().equals(other.policy().audiences());
  }

  /** Whether any route asks for a login. */
  static boolean speaksOfLogins(SentinelConfig config) {
    return config.web().routes().stream().anyMatch(route -> route.access() == Access.LOGIN);
  }

  private static Set<String> differing(SentinelConfig one, SentinelConfig other) {
    Map<String, Object> values = one.reading().values();
    Map<String, Object> others = other.reading().values();
    Set<String> keys = new TreeSet<>(values.keySet());
    keys.addAll(others.keySet());
    keys.removeIf(key -> Objects.equals(values.get(key), others.get(key)));
    return keys;
  }
}
