package dev.sentinelauth;

import dev.sentinelauth.internal.remote.Background;
import dev.sentinelauth.internal.remote.Bulkhead;
import dev.sentinelauth.internal.remote.FetchException;
import dev.sentinelauth.internal.remote.RemoteValue;
import dev.sentinelauth.internal.remote.SentinelHttp;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which key set serves which account. Accounts on the same host share one; accounts on different
 * hosts don't, so one region's keys can't vouch for another region's account.
 */
final class AccountKeys implements AutoCloseable {
  static final String WELL_KNOWN = "/sentinel/well-known/jwks";

  private final SentinelConfig config;
  private final SignatureProvider provider;
  private final SentinelHttp http;
  private final Background background;
  private final InstantSource clock;
  private final SentinelListener listener;
  private final KeySnapshot snapshot;
  private final Runnable onMove;

  /** The one set for everybody, or {@code null} where the Domain API tells the hosts. */
  private final @Nullable RemoteJwkSet fixed;

  private final Map<String, Account> accounts = new LinkedHashMap<>();
  private final Map<URI, RemoteJwkSet> byUri = new ConcurrentHashMap<>();
  private final Map<String, URI> uriByAccount = new ConcurrentHashMap<>();

  /** Where an account's Sentinel is, and the seats of those who wait to be told. */
  private record Account(DomainResolver domain, Bulkhead waiting) {}

  /**
   * @param onMove called when an account has moved to another host: what was verified before may
   *     not be valid there
   */
  AccountKeys(
      SentinelConfig config,
      SignatureProvider provider,
      SentinelHttp http,
      Background background,
      InstantSource clock,
      SentinelListener listener,
      KeySnapshot snapshot,
      Domains domains,
      Runnable onMove) {
    this.config = config;
    this.provider = provider;
    this.http = http;
    this.background = background;
    this.clock = clock;
    this.listener = listener;
    this.onMove = onMove;
    this.snapshot = snapshot;
    URI server = config.remote().server();
    URI uri = config.keys().jwksUri();
    if (uri == null && server != null) {
      uri = server.resolve(WELL_KNOWN);
    }
    this.fixed = uri == null ? null : open(uri);
    if (fixed == null) {
      for (String account : config.remote().accountIds()) {
        DomainResolver domain = domains.sentinel(account);
        domain.onMove(host -> moved(account, host));
        accounts.put(account, new Account(domain, new Bulkhead()));
      }
    }
  }

  /** Begins to fetch everything in the background. */
  void warmUp() {
    if (fixed != null) {
      fixed.warmUp();
    }
    accounts.values().forEach(account -> account.domain().base().refreshBehind());
  }

  /**
   * Waits until every account's keys are at hand.
   *
   * @return what is missing and why; empty if nothing is
   */
  List<String> await(long deadline) {
    List<String> missing = new ArrayList<>();
    for (String account : config.remote().accountIds()) {
      try {
        forAccount(account, deadline).load(deadline);
      } catch (FetchException e) {
        missing.add("account " + account + ": " + e.getMessage());
      }
    }
    return missing;
  }

  /**
   * The key set that vouches for a token.
   *
   * @param audience the token's {@code aud}
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
    return uri == null ? null : byUri.get(uri);
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
      RemoteJwkSet keys = open(uri);
      if (uri.equals(uriByAccount.get(name))) {
        return keys;
      }
    }
  }

  private RemoteJwkSet open(URI uri) {
    return byUri.computeIfAbsent(
        uri,
        u ->
            new RemoteJwkSet(
                u, config.keys(), provider, http, background, clock, listener, snapshot));
  }

  private void moved(String account, URI server) {
    URI uri = server.resolve(WELL_KNOWN);
    URI before = uriByAccount.put(account, uri);
    open(uri).warmUp();
    snapshot.saveHost(account, server);
    if (before != null) {
      onMove.run();
      Set<URI> inUse = Set.copyOf(uriByAccount.values());
      byUri.forEach(
          (u, keys) -> {
            if (!inUse.contains(u) && byUri.remove(u, keys)) {
              keys.close();
            }
          });
    }
  }

  /** Whether tokens of every account can be checked right now. */
  boolean isReady() {
    return config.remote().accountIds().stream().allMatch(a -> peek(List.of(a)) != null);
  }

  List<SentinelStatus.KeySetStatus> status() {
    List<SentinelStatus.KeySetStatus> all =
        byUri.values().stream().map(RemoteJwkSet::status).collect(Collectors.toList());
    for (Account account : accounts.values()) {
      SentinelStatus.KeySetStatus missing = account.domain().missingKeySet();
      if (missing != null) {
        all.add(missing);
      }
    }
    return List.copyOf(all);
  }

  @Override
  public void close() {
    byUri.values().forEach(RemoteJwkSet::close);
  }
}
