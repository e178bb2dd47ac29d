package dev.sentinelauth.emulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One way in which an answer goes wrong. Immutable; it can be scripted for many endpoints.
 *
 * <p>Faults that stand in for the answer leave the request without effect; those that only disturb
 * its transport ({@link #delay}, {@link #truncated}, {@link #oversized()}, {@link #endless}, {@link
 * #trickle}) come after it was served.
 */
public final class Fault {
  /** The size over which clients are expected to give up on a document. */
  private static final int DOCUMENT_LIMIT = 256 * 1024;

  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /** Before anything is answered; {@code null} is for ever. */
  private final @Nullable Duration pause;

  private final UnaryOperator<Supplier<Reply>> change;

  private Fault(@Nullable Duration pause, UnaryOperator<Supplier<Reply>> change) {
    this.pause = pause;
    this.change = change;
  }

  private static Fault instead(Reply reply) {
    return new Fault(Duration.ZERO, answer -> () -> reply);
  }

  private static Fault disturbing(UnaryOperator<Reply> disturbance) {
    return new Fault(Duration.ZERO, answer -> () -> disturbance.apply(answer.get()));
  }

  /** The true answer, made after a while. */
  public static Fault delay(Duration pause) {
    return disturbing(UnaryOperator.identity()).after(pause);
  }

  /** A bare status without a body; good ones too. */
  public static Fault status(int status) {
    return instead(Reply.of(status));
  }

  /** Bytes that are neither JSON nor UTF-8, labelled as JSON with status 200. */
  public static Fault garbage() {
    byte[] bytes = {'{', '"', (byte) 0xC3, (byte) 0x28, 0, (byte) 0xFF, '<', ']'};
    return instead(Reply.of(200).header("Content-Type", "application/json").body(bytes));
  }

  /** Half of the true answer under the {@code Content-Length} of the whole, then the end. */
  public static Fault truncated() {
    return disturbing(reply -> reply.delivered(Delivery.TRUNCATED));
  }

  /** The true answer, padded with blanks to just over 256 KiB: only its size is wrong. */
  public static Fault oversized() {
    return oversized(DOCUMENT_LIMIT + 1);
  }

  /** The true answer, padded with blanks to a number of bytes: only its size is wrong. */
  public static Fault oversized(int bytes) {
    return disturbing(
        reply -> {
          byte[] padded = Arrays.copyOf(reply.body(), bytes);
          Arrays.fill(padded, Math.min(bytes, reply.body().length), bytes, (byte) ' ');
          return reply.body(padded);
        });
  }

  /** The true answer, followed by blanks that end only when the client hangs up. */
  public static Fault endless() {
    return disturbing(reply -> reply.delivered(Delivery.ENDLESS));
  }

  /** The true answer, byte by byte with a pause before each. */
  public static Fault trickle(Duration pause) {
    return disturbing(reply -> reply.delivered(Delivery.trickling(pause)));
  }

  /**
   * The true answer's body, put on the wire by the caller, status line and headers included; then
   * the end of the connection.
   */
  public static Fault onTheWire(UnaryOperator<byte[]> message) {
    return disturbing(
        reply ->
            reply.delivered(
                (socket, head, body) -> {
                  Delivery.WHOLE.send(socket, new byte[0], message.apply(body));
                  return false;
                }));
  }

  /** A 302 to another place, which may be a hostile one. */
  public static Fault redirect(URI location) {
    return instead(Reply.redirect(location.toString()));
  }

  /** A TCP reset in place of an answer. */
  public static Fault reset() {
    return instead(Reply.of(200).delivered(Delivery.RESET));
  }

  /** No answer at all, until the faults are cleared (then the true one) or the host stops. */
  public static Fault hang() {
    return new Fault(null, UnaryOperator.identity());
  }

  /** The same, after a pause; clearing the faults ends the pause. */
  public Fault after(Duration wait) {
    return new Fault(wait, change);
  }

  /** With {@code Retry-After} in seconds. */
  public Fault retryAfter(Duration wait) {
    return header("Retry-After", Long.toString(wait.toSeconds()));
  }

  /** With {@code Retry-After} as an HTTP date (RFC 9110 section 5.6.7). */
  public Fault retryAfter(Instant date) {
    return header("Retry-After", HTTP_DATE.format(date));
  }

  /** With a body. */
  public Fault body(String contentType, String text) {
    return altered(reply -> reply.body(text.getBytes(UTF_8)).header("Content-Type", contentType));
  }

  /** With the body of a proxy that speaks HTML to everybody. */
  public Fault html() {
    return body("text/html", "<html><body><h1>Something went wrong</h1></body></html>");
  }

  /** With one more header. */
  public Fault header(String name, String value) {
    return altered(reply -> reply.header(name, value));
  }

  private Fault altered(UnaryOperator<Reply> alteration) {
    return new Fault(pause, answer -> () -> alteration.apply(change.apply(answer).get()));
  }

  @Nullable Duration pause() {
    return pause;
  }

  Reply apply(Supplier<Reply> answer) {
    return change.apply(answer).get();
  }
}
