package dev.sentinelauth;

import dev.sentinelauth.internal.remote.Bulkhead;
import dev.sentinelauth.internal.remote.FetchException;
import dev.sentinelauth.internal.remote.RemoteValue;
import java.net.URI;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which key set serves which account. Accounts on the same host share one; accounts on different
 * hosts don't, so one region's keys can't vouch for another region's account.
 */
final class AccountKeys implements AutoCloseable {
  static final String WELL_KNOWN = "/sentinel/well-known/jwks";

  private final SentinelConfig config;
  private final KeySets sets;
  private final KeySets.Holder held;
  private final Domains domains;
  private final KeySnapshot snapshot;
  private final Runnable onMove;

  /** The one set for everybody, or {@code null} where the Domain API tells the hosts. */
  private final @Nullable RemoteJwkSet fixed;

  private final Map<String, Account> accounts = new LinkedHashMap<>();
  private final Map<String, URI> uriByAccount = new ConcurrentHashMap<>();

  /** Where an account's Sentinel is, who waits to be told, and who hears of moves. */
  private record Account(DomainResolver domain, Bulkhead waiting, Consumer<URI> onMove) {}

  /**
   * Holds the sets that are known to serve these accounts, and fetches nothing.
   *
   * @param onMove called when an account has moved to a host where what was verified may not be
   *     valid
   */
  AccountKeys(
      SentinelConfig config, KeySets sets, KeySnapshot snapshot, Domains domains, Runnable onMove) {
    this.config = config;
    this.sets = sets;
    this.held = sets.holder();
    this.domains = domains;
    this.onMove = onMove;
    this.snapshot = snapshot;
    URI uri = fixed(config);
    this.fixed = uri == null ? null : held.take(uri);
    if (fixed == null) {
      for (String name : config.remote().accountIds()) {
        DomainResolver domain = domains.sentinel(name);
        Account account = new Account(domain, new Bulkhead(), host -> moved(name, host));
        accounts.put(name, account);
        URI known = domain.onMove(account.onMove());
        if (known != null) {
          // unless it has moved since, of which it was told then
          uriByAccount.putIfAbsent(name, known.resolve(WELL_KNOWN));
        }
      }
      uriByAccount.values().forEach(held::take);
      held.keep(Set.copyOf(uriByAccount.values()));
    }
  }

  /** The one place of all keys, or {@code null} where the Domain API tells the hosts. */
  private static @Nullable URI fixed(SentinelConfig config) {
    URI server = config.remote().server();
    URI uri = config.keys().jwksUri();
    return uri != null || server == null ? uri : server.resolve(WELL_KNOWN);
  }

  /** Whether it would be no different with other settings. */
  boolean isAsWith(SentinelConfig other, KeySets otherSets, Domains otherDomains) {
    return sets == otherSets
        && (fixed != null || domains == otherDomains)
        && Objects.equals(fixed(config), fixed(other))
        && config.remote().accountIds().equals(other.remote().accountIds());
  }

  /** Begins to fetch everything in the background. */
  void warmUp() {
    held.all().forEach(RemoteJwkSet::warmUp);
    accounts.values().forEach(account -> account.domain().base().refreshBehind());
  }

  /** Begins to fetch everything anew, however young it is. */
  void refresh() {
    held.all().forEach(RemoteJwkSet::refresh);
    accounts.values().forEach(account -> account.domain().refresh());
  }

  /** Waits until these accounts' keys are at hand; gives whose are missing then, and why. */
  Map<String, String> await(Collection<String> names, long deadline) {
    Map<String, String> missing = new LinkedHashMap<>();
    for (String name : names) {
      try {
        forAccount(name, deadline).load(deadline);
      } catch (FetchException e) {
        missing.put(name, String.valueOf(e.getMessage()));
      }
    }
    return missing;
  }

  /**
   * The key set that vouches for a token of this {@code aud}.
   *
   * @throws InvalidTokenException if the token speaks for accounts of more than one host
   * @throws FetchException if it can't be told which host serves the account
   */
  RemoteJwkSet forAudience(Collection<String> audience, long deadline)
      throws InvalidTokenException, FetchException {
    if (fixed != null) {
      return fixed;
    }
    RemoteJwkSet found = null;
    for (String account : servedOf(audience)) {
      if (accounts.containsKey(account)) {
        RemoteJwkSet keys = forAccount(account, deadline);
        if (found != null && found != keys) {
          throw new InvalidTokenException(Rejection.WRONG_AUDIENCE);
        }
        found = keys;
      }
    }
    return Objects.requireNonNull(found);
  }

  /**
   * The accounts that a token speaks for, and perhaps other names. Where an accepted audience is no
   * account at all, it is the first one: the configuration allows that for a single account only.
   */
  private Collection<String> servedOf(Collection<String> audience) {
    for (String name : audience) {
      if (accounts.containsKey(name)) {
        return audience;
      }
    }
    return config.remote().accountIds().subList(0, 1);
  }

  /**
   * What is at hand of the key set that vouches for a token; {@code null} where nothing is. Causes
   * nothing. Where the token speaks for accounts of several hosts, which {@link #forAudience}
   * refuses, this is the set of the first one whose host is known.
   */
  @Nullable JwkSet peek(Collection<String> audience) {
    RemoteJwkSet keys = fixed;
    for (String account : servedOf(audience)) {
      keys = keys == null ? known(account) : keys;
    }
    return keys == null ? null : keys.peek();
  }

  /**
   * The key set of one of the accounts served here, waited for where it was never fetched; {@code
   * null} where there is none to be had.
   *
   * @param deadline as of {@link System#nanoTime}
   */
  @Nullable JwkSet held(String account, long deadline) {
    try {
      return forAccount(account, deadline).held(deadline);
    } catch (FetchException unavailable) {
      return null;
    }
  }

  /**
   * Whether hosts or keys from the snapshot file are in use for these accounts while the first
   * answers are under way: they may vouch for a token, and refuse none.
   */
  boolean isProvisional(Collection<String> audience) {
    if (fixed != null) {
      return fixed.isProvisional();
    }
    for (String name : servedOf(audience)) {
      Account account = accounts.get(name);
      RemoteJwkSet keys = known(name);
      if (account != null
          && (account.domain().base().isProvisional() || (keys != null && keys.isProvisional()))) {
        return true;
      }
    }
    return false;
  }

  /** Waits for those answers, whatever comes of it. */
  void settle(Collection<String> audience, long deadline) throws FetchException {
    if (fixed != null) {
      fixed.settle(deadline);
      return;
    }
    for (String name : servedOf(audience)) {
      Account account = accounts.get(name);
      if (account != null) {
        RemoteValue<URI> base = account.domain().base();
        Object unused = account.waiting().seated(base, base::settle, deadline);
        forAccount(name, deadline).settle(deadline);
      }
    }
  }

  /** The key set of an account as far as it is known; causes nothing. */
  private @Nullable RemoteJwkSet known(String account) {
    URI uri = uriByAccount.get(account);
    return uri == null ? null : held.find(uri);
  }

  /** Has stale key sets refreshed behind; for a request that was decided without a look at them. */
  void touch(Collection<String> audience) {
    if (fixed != null) {
      fixed.touch();
      return;
    }
    for (String name : servedOf(audience)) {
      Account account = accounts.get(name);
      RemoteJwkSet keys = known(name);
      if (account != null && keys != null) {
        account.domain().base().getIfPresent();
        keys.touch();
      }
    }
  }

  private RemoteJwkSet forAccount(String name, long deadline) throws FetchException {
    if (fixed != null) {
      return fixed;
    }
    Account account = accounts.get(name);
    if (account == null) {
      throw new FetchException("no such account");
    }
    account.waiting().get(account.domain().base(), deadline);
    // from uriByAccount and not from the answer: a move closes the old host's keys before the new
    // answer is visible, and they must not be opened again
    while (true) {
      URI uri = uriByAccount.get(name);
      if (uri == null) {
        throw new FetchException("no host is known");
      }
      RemoteJwkSet keys = held.take(uri);
      if (held.isClosed()) {
        throw new FetchException("closed");
      }
      if (uri.equals(uriByAccount.get(name))) {
        return keys;
      }
    }
  }

  private void moved(String account, URI server) {
    URI uri = server.resolve(WELL_KNOWN);
    URI before = uriByAccount.put(account, uri);
    held.take(uri).warmUp();
    snapshot.saveHost(account, server);
    if (before != null) {
      onMove.run();
      held.keep(Set.copyOf(uriByAccount.values()));
    }
  }

  /** Whether tokens of every account can be checked right now. */
  boolean isReady() {
    return config.remote().accountIds().stream().allMatch(this::isReady);
  }

  /** The same of one account. */
  boolean isReady(String account) {
    return peek(List.of(account)) != null;
  }

  /** How many requests wait for a host or for keys. */
  int waiting() {
    return accounts.values().stream().mapToInt(account -> account.waiting().waiting()).sum()
        + held.all().stream().mapToInt(RemoteJwkSet::waiting).sum();
  }

  List<SentinelStatus.KeySetStatus> status() {
    return Stream.concat(
            held.all().stream().map(RemoteJwkSet::status),
            accounts.values().stream().map(account -> account.domain().missingKeySet()))
        .filter(Objects::nonNull)
        .toList();
  }

  @Override
  public void close() {
    accounts.values().forEach(account -> account.domain().forget(account.onMove()));
    held.close();
  }
}
