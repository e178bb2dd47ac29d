package dev.sentinelauth;

import dev.sentinelauth.SentinelConfig.Policy;
import dev.sentinelauth.SentinelConfig.Startup;
import dev.sentinelauth.internal.remote.Background;
import dev.sentinelauth.internal.remote.SentinelHttp;
import dev.sentinelauth.internal.routes.Route;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The inbound side: keys, verified tokens, and the judgement of whole requests. It stays for as
 * long as its {@link Sentinel} does; the rules that it goes by are those of the configuration in
 * force.
 */
final class Inbound implements AutoCloseable {
  private final SentinelHttp http;
  private final KeySnapshot snapshot;
  private final Background background;
  private final InstantSource clock;
  private final Listeners listener;
  private final RefusalSummary refusals;
  private final Decisions decisions;
  private final RequestAuthenticator authenticator;
  private final RequestAuthenticator loginAuthenticator;
  private volatile InboundRules rules;

  Inbound(
      SentinelConfig config,
      SignatureProvider provider,
      SentinelHttp http,
      Domains domains,
      KeySnapshot snapshot,
      Background background,
      InstantSource clock,
      Listeners listeners) {
    this.http = http;
    this.snapshot = snapshot;
    this.background = background;
    this.clock = clock;
    refusals = new RefusalSummary(clock, background);
    listener = listeners.and(refusals);
    rules = rules(config, domains, sets(config, provider), null);
    // one for both authenticators: a request that goes through both is one decision
    decisions = new Decisions(listener, listeners.listenToDecisions(), config.web().audit(), clock);
    authenticator = new RequestAuthenticator(rules.requests(Route.DEFAULT), decisions);
    loginAuthenticator =
        ConfigChange.speaksOfLogins(config)
            ? authenticator
            : new RequestAuthenticator(rules.requests(Route.DEFAULT_LOGIN), decisions);
  }

  private KeySets sets(SentinelConfig config, SignatureProvider provider) {
    return new KeySets(config.keys(), provider, http, background, clock, listener, snapshot);
  }

  private InboundRules rules(
      SentinelConfig config, Domains domains, KeySets sets, @Nullable InboundRules before) {
    AccountKeys keys = before == null ? null : before.accountKeys;
    if (!config.keys().jwks()) {
      keys = null;
    } else if (keys == null || !keys.isAsWith(config, sets, domains)) {
      keys = new AccountKeys(config, sets, snapshot, domains, this::forget);
    }
    boolean sameVerdicts =
        before != null
            && keys == before.accountKeys
            && sets.provider() == before.sets.provider()
            && Objects.equals(config.keys().v1Key(), before.config.keys().v1Key())
            && ConfigChange.isSamePolicy(config, before.config);
    if (before != null && sameVerdicts) {
      return new InboundRules(config, sets, keys, before.verified, before.verifier);
    }
    Policy policy = config.policy();
    VerifiedTokens verified =
        new VerifiedTokens(
            policy.cacheSize(), policy.cacheTtl(), before == null ? null : before.verified);
    SignatureVerifier signatures =
        new SignatureVerifier(
            config.keys().v1Key(), keys, sets.provider(), config.remote().requestTimeout());
    return new InboundRules(
        config,
        sets,
        keys,
        verified,
        new AppJwtVerifier(
            policy, signatures, verified, clock, listener, listener.listenToVerifications()));
  }

  /** An account has moved: what was verified by the keys of its old host. */
  private void forget() {
    InboundRules now = rules;
    // before there are any, nothing was verified
    if (now != null) {
      now.verified.clear();
    }
  }

  /**
   * Begins as {@code sentinel.startup} says.
   *
   * @return with {@code required}, what is missing and why; else empty
   */
  List<String> start() {
    InboundRules now = rules;
    Startup startup = now.config.keys().startup();
    if (startup == Startup.LAZY) {
      return List.of();
    }
    if (now.accountKeys != null) {
      now.accountKeys.warmUp();
    }
    Object unused = background.schedule(now.verified::warmUp, 0);
    if (now.accountKeys == null || startup != Startup.REQUIRED) {
      return List.of();
    }
    List<String> missing = new ArrayList<>();
    missing(now, now.accountKeys, now.config.remote().accountIds())
        .forEach((account, reason) -> missing.add("account " + account + ": " + reason));
    return missing;
  }

  private static Map<String, String> missing(
      InboundRules of, AccountKeys keys, Collection<String> accounts) {
    // two answers may be needed one after the other: the account's host, and its keys
    long timeout = 2 * of.config.remote().requestTimeout().toNanos();
    return keys.await(accounts, System.nanoTime() + timeout);
  }

  /**
   * The rules of another configuration, by which nobody is judged yet. What it leaves as it is, key
   * sets above all, is in both.
   */
  InboundRules prepare(SentinelConfig next, Domains domains) {
    InboundRules now = rules;
    SignatureProvider provider =
        next.policy().algorithms().equals(now.config.policy().algorithms())
            ? now.sets.provider()
            : SignatureProvider.choose(next.cryptoProvider(), next.policy().algorithms());
    KeySets sets = now.sets.isAsWith(next.keys(), provider) ? now.sets : sets(next, provider);
    return rules(next, domains, sets, now);
  }

  /**
   * Fetches what rules need that were prepared, and waits for it, each answer within its time-out.
   *
   * @return the accounts whose tokens can be checked now and could not be any more, with the
   *     reasons: no reason to answer 503 to those who are served
   */
  Map<String, String> fetch(InboundRules next) {
    InboundRules now = rules;
    AccountKeys keys = next.accountKeys;
    if (keys == null || keys == now.accountKeys) {
      return Map.of();
    }
    List<String> awaited = new ArrayList<>(next.config.remote().accountIds());
    List<String> ready = awaited.stream().filter(now::isReady).toList();
    if (next.config.keys().startup() == Startup.LAZY) {
      awaited.retainAll(ready);
    } else {
      keys.warmUp();
    }
    Map<String, String> missing = missing(next, keys, awaited);
    missing.keySet().retainAll(ready);
    return missing;
  }

  /** Goes by these rules from now on; ends what only the old ones needed. */
  void takeOver(InboundRules next) {
    InboundRules before = rules;
    rules = next;
    decisions.follow(next.config.web().audit());
    authenticator.follow(next.requests(Route.DEFAULT));
    if (loginAuthenticator != authenticator) {
      loginAuthenticator.follow(next.requests(next.unmatchedByLogin()));
    }
    // only now: whoever is judged by the old rules, and sees their keys gone, is judged again
    end(before, next);
  }

  /** Gives up rules that were prepared, and what was fetched for them alone. */
  void discard(InboundRules prepared) {
    end(prepared, rules);
  }

  private static void end(InboundRules ended, InboundRules inForce) {
    if (ended.accountKeys != null && ended.accountKeys != inForce.accountKeys) {
      ended.accountKeys.close();
    }
    if (ended.verified != inForce.verified) {
      ended.verified.clear();
    }
  }

  /** By what the configuration asks of every token, and heard by the listener. */
  AppJwt verify(String compactJwt) throws InvalidTokenException, KeysUnavailableException {
    while (true) {
      InboundRules by = rules;
      try {
        AppJwt token = by.verifier.verify(compactJwt);
        if (by == rules) {
          listener.accepted(token);
          return token;
        }
      } catch (InvalidTokenException e) {
        if (by == rules) {
          listener.refused(e.rejection());
          throw e;
        }
      } catch (KeysUnavailableException e) {
        if (by == rules) {
          listener.refused(Rejection.KEYS_UNAVAILABLE);
          throw e;
        }
      }
      // the rules changed meanwhile: the new ones count
    }
  }

  RequestAuthenticator authenticator() {
    return authenticator;
  }

  /** For where a login filter stands. */
  RequestAuthenticator loginAuthenticator() {
    return loginAuthenticator;
  }

  /** {@code null} where no key set is trusted. */
  @Nullable AccountKeys accountKeys() {
    return rules.accountKeys;
  }

  /** Begins to fetch all key sets anew. */
  void refreshKeys() {
    AccountKeys keys = rules.accountKeys;
    if (keys != null) {
      keys.refresh();
    }
  }

  /** Has all tokens verified anew. */
  void forgetTokens() {
    rules.verified.clear();
  }

  /**
   * How things are right now; causes no fetch.
   *
   * @param appJwts what is known of the outbound side
   * @param settings what is known of the watched settings; {@code null} where none are
   */
  SentinelStatus status(
      List<SentinelStatus.AppJwtStatus> appJwts, SentinelStatus.@Nullable SettingsStatus settings) {
    InboundRules now = rules;
    AccountKeys keys = now.accountKeys;
    return new SentinelStatus(
        keys == null || keys.isReady(),
        keys == null ? List.of() : keys.status(),
        now.verified.size(),
        now.verified.hits(),
        now.verified.misses(),
        appJwts,
        settings,
        keys == null ? 0 : keys.waiting(),
        clock.instant());
  }

  /** Ends the trust in all keys of key sets, and in what they vouched for. */
  @Override
  public void close() {
    refusals.close();
    InboundRules now = rules;
    if (now.accountKeys != null) {
      now.accountKeys.close();
    }
    now.verified.clear();
  }
}
