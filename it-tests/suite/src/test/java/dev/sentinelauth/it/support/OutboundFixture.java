package dev.sentinelauth.it.support;

import static dev.sentinelauth.it.support.Verifications.ACCOUNT;

import dev.sentinelauth.AppJwtSupplier;
import dev.sentinelauth.AppJwtUnavailableException;
import dev.sentinelauth.Sentinel;
import dev.sentinelauth.SentinelConfig;
import dev.sentinelauth.SentinelListener;
import dev.sentinelauth.SentinelStatus.AppJwtStatus;
import dev.sentinelauth.emulator.Endpoint;
import dev.sentinelauth.emulator.Fault;
import dev.sentinelauth.emulator.Installation;
import dev.sentinelauth.emulator.RecordedRequest;
import dev.sentinelauth.emulator.SentinelEmulator;
import dev.sentinelauth.emulator.SentinelHost;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/** An emulated Sentinel with one installation, for applications that call out. */
public final class OutboundFixture implements AutoCloseable {
  public static final Duration PATIENCE = Duration.ofSeconds(20);
  public static final String SECRET = "s3cr3t+of/the=installation";

  /** The thread on which everything happens that no caller waits for. */
  public static final String BACKGROUND = "background";

  /** What a listener heard of outbound tokens. */
  public record Heard(boolean obtained, Instant when, String reason) {}

  public final PinnedClock clock = new PinnedClock();
  public final SentinelEmulator emulator;
  public final SentinelHost host;
  public final Installation app;
  public final List<Heard> heard = new CopyOnWriteArrayList<>();
  private final List<Sentinel> sentinels = new ArrayList<>();
  private final ScheduledThreadPoolExecutor background =
      new ScheduledThreadPoolExecutor(1, task -> new Thread(task, BACKGROUND));

  public OutboundFixture() {
    this(Duration.ZERO);
  }

  /**
   * @param skew how much Sentinel's clock is ahead of ours
   */
  public OutboundFixture(Duration skew) {
    background.setRemoveOnCancelPolicy(true);
    InstantSource theirs = () -> clock.instant().plus(skew);
    emulator = SentinelEmulator.start(theirs).addAccount(ACCOUNT);
    host = emulator.host();
    app = emulator.install(Installation.forApi(ACCOUNT, "msg.consumer").withSecret(SECRET));
    emulator.mint(app).compact(); // so that the first request doesn't wait for its key pair
  }

  public Sentinel sentinel(String... settings) {
    return open(Verifications.config(emulator, withClient(settings)));
  }

  /** One that asks the Domain API where Sentinel is. */
  public Sentinel sentinelByDomain(String... settings) {
    return open(Verifications.domainConfig(emulator, withClient(settings)));
  }

  /** One that hears the time, and waits for it, as the test likes. */
  public Sentinel sentinelWithClock(InstantSource time, boolean byDomain) {
    String[] settings = withClient();
    return open(
        byDomain
            ? Verifications.domainConfig(emulator, settings)
            : Verifications.config(emulator, settings),
        time);
  }

  public AppJwtSupplier supplier(String... settings) {
    return sentinel(settings).appJwtSupplier();
  }

  private String[] withClient(String... settings) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "sentinel.startup",
                "lazy",
                "sentinel.http.request-timeout",
                "20s",
                "sentinel.client-id",
                app.clientId(),
                "sentinel.client-secret",
                SECRET,
                "sentinel.app-jwt.hosts",
                "127.0.0.1"));
    all.addAll(Arrays.asList(settings));
    return all.toArray(String[]::new);
  }

  public Sentinel open(SentinelConfig config) {
    return open(config, clock);
  }

  private Sentinel open(SentinelConfig config, InstantSource time) {
    Sentinel sentinel =
        Sentinel.builder(config)
            .clock(time)
            .executor(background)
            .listener(
                new SentinelListener() {
                  @Override
                  public void appJwtObtained(String account, Instant expiresAt) {
                    heard.add(new Heard(true, expiresAt, ""));
                  }

                  @Override
                  public void appJwtFailed(String account, String reason, Instant failingSince) {
                    heard.add(new Heard(false, failingSince, reason));
                  }
                })
            .build();
    sentinels.add(sentinel);
    return sentinel;
  }

  /** A token with these claims, and a signature that nobody looks at. */
  public static String jwt(String claims) {
    Base64.Encoder base64url = Base64.getUrlEncoder().withoutPadding();
    return "eyJhbGciOiJSUzI1NiJ9."
        + base64url.encodeToString(claims.getBytes(StandardCharsets.UTF_8))
        + ".c2ln";
  }

  /** What is known of the only account's token. */
  public static AppJwtStatus status(Sentinel sentinel) {
    return sentinel.status().appJwts().get(0);
  }

  /** How often a token was asked for. */
  public long posts() {
    return host.count(Endpoint.APP_TOKEN);
  }

  public List<RecordedRequest> requests() {
    return host.requests(Endpoint.APP_TOKEN);
  }

  public void fail(Fault fault) {
    host.fail(Endpoint.APP_TOKEN, fault);
  }

  public void answer(String json) {
    fail(Fault.status(200).body("application/json", json));
  }

  /**
   * Waits until no renewal is under way; for instances that have had their first token. What is
   * then left to be done later is one renewal each; a request under way has its time-out besides.
   */
  public void settle() {
    Verifications.await(
        "the end of all requests",
        PATIENCE,
        () -> background.getQueue().size() <= sentinels.size() && background.getActiveCount() == 0);
  }

  /** Waits until that many attempts have come to an end. */
  public void awaitHeard(int attempts) {
    Verifications.await(attempts + " attempts", PATIENCE, () -> heard.size() >= attempts);
  }

  /** Asks for the token until that many requests for one have been made. */
  public void awaitPosts(AppJwtSupplier supplier, int requests) {
    Verifications.await(
        requests + " requests",
        PATIENCE,
        () -> {
          supplier.get();
          return posts() >= requests;
        });
    awaitHeard(requests);
  }

  /** The message of the failure that a caller sees; a token is not one. */
  public static String failure(AppJwtSupplier supplier) {
    return unavailable(supplier).getMessage();
  }

  public static AppJwtUnavailableException unavailable(AppJwtSupplier supplier) {
    try {
      supplier.get();
    } catch (AppJwtUnavailableException e) {
      return e;
    }
    throw new AssertionError("there is a token");
  }

  @Override
  public void close() {
    sentinels.forEach(Sentinel::close);
    background.shutdownNow();
    emulator.close();
  }
}
