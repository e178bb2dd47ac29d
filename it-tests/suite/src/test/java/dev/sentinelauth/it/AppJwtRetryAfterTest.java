package dev.sentinelauth.it;

import static dev.sentinelauth.it.support.OutboundFixture.failure;
import static dev.sentinelauth.it.support.OutboundFixture.status;
import static dev.sentinelauth.it.support.OutboundFixture.unavailable;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sentinelauth.AppJwtSupplier;
import dev.sentinelauth.emulator.Fault;
import dev.sentinelauth.it.support.OutboundFixture;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** How long Sentinel asks us to wait, and how long we do. */
@Timeout(60)
class AppJwtRetryAfterTest {
  private final OutboundFixture sentinels = new OutboundFixture();

  @AfterEach
  void close() {
    sentinels.close();
  }

  @Test
  void pauseAfterAnAnswerOfTooManyRequestsIsASecondAtLeast() {
    for (int i = 0; i < 5; i++) {
      AppJwtSupplier another = sentinels.supplier();
      sentinels.fail(Fault.status(429));
      assertThat(failure(another)).contains("HTTP 429");
      long before = sentinels.posts();
      sentinels.clock.advance(Duration.ofMillis(999));
      assertThat(unavailable(another).retryAfter()).isEqualTo(Duration.ofSeconds(1));
      assertThat(sentinels.posts()).isEqualTo(before);
      sentinels.host.clearFaults();
      sentinels.clock.advance(Duration.ofMillis(1));
      assertThat(another.get()).isNotEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"seconds", "date", "date of another clock"})
  void retryAfterIsObeyedToTheMillisecond(String form) {
    for (int status : new int[] {429, 503}) {
      AppJwtSupplier another = sentinels.supplier();
      Fault fault =
          switch (form) {
            case "seconds" -> Fault.status(status).retryAfter(Duration.ofSeconds(90));
            case "date" ->
                Fault.status(status).retryAfter(sentinels.clock.instant().plusSeconds(90));
            default ->
                Fault.status(status)
                    .header("Date", "Sat, 01 Jun 2024 09:00:00 GMT")
                    .header("Retry-After", "Sat, 01 Jun 2024 09:01:30 GMT");
          };
      sentinels.fail(fault);
      assertThat(unavailable(another).retryAfter()).isEqualTo(Duration.ofSeconds(90));
      long before = sentinels.posts();
      sentinels.clock.advance(Duration.ofSeconds(90).minusMillis(1));
      assertThat(unavailable(another).retryAfter()).isEqualTo(Duration.ofSeconds(1));
      assertThat(sentinels.posts()).isEqualTo(before);
      sentinels.host.clearFaults();
      sentinels.clock.advance(Duration.ofMillis(1));
      assertThat(another.get()).isNotEmpty();
    }
  }

  @Test
  void retryAfterOfARenewalStopsNoCallsOnceTheTokenHasEnded() {
    AppJwtSupplier supplier = sentinels.supplier();
    String first = supplier.get();
    sentinels.fail(Fault.status(503).retryAfter(Duration.ofHours(1)));
    sentinels.clock.advance(Duration.ofMinutes(51));
    assertThat(supplier.get()).isEqualTo(first);
    sentinels.awaitHeard(2);
    sentinels.clock.advance(Duration.ofMinutes(9).minusMillis(1));
    assertThat(supplier.get()).as("it is obeyed while nobody notices").isEqualTo(first);
    assertThat(sentinels.posts()).isEqualTo(2);
    sentinels.host.clearFaults();

    sentinels.clock.advance(Duration.ofMillis(1));

    assertThat(supplier.get()).isNotEqualTo(first);
  }

  @Test
  void retryAfterIsObeyedForTwoMinutesAtMostWithoutATokenAndTheLogSaysSo() {
    Logger logger = (Logger) LoggerFactory.getLogger(AppJwtSupplier.class);
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    logger.addAppender(lines);
    try {
      AppJwtSupplier supplier = sentinels.supplier();
      sentinels.fail(Fault.status(429).retryAfter(Duration.ofHours(1)));
      assertThat(unavailable(supplier).retryAfter()).isEqualTo(Duration.ofMinutes(2));
      sentinels.host.clearFaults();
      sentinels.clock.advance(Duration.ofMinutes(2).minusMillis(1));
      assertThat(failure(supplier)).contains("HTTP 429");
      sentinels.clock.advance(Duration.ofMillis(1));

      assertThat(supplier.get()).isNotEmpty();
      assertThat(lines.list)
          .extracting(ILoggingEvent::getFormattedMessage)
          .anySatisfy(line -> assertThat(line).contains("asks for 1h", "obeyed for 2m at most"));
    } finally {
      logger.detachAppender(lines);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"86400", "-1", "soon", "99999999999999999999", "Sat, 01 Jun 2024"})
  void retryAfterOfADayOrOfNoMeaningLocksNobodyOutForMoreThanAnHour(String value) {
    AppJwtSupplier supplier = sentinels.supplier();
    sentinels.fail(Fault.status(503).header("Retry-After", value));
    assertThat(unavailable(supplier).retryAfter()).isLessThanOrEqualTo(Duration.ofHours(1));

    sentinels.host.clearFaults();
    sentinels.clock.advance(Duration.ofHours(1));

    assertThat(supplier.get()).isNotEmpty();
  }
}
