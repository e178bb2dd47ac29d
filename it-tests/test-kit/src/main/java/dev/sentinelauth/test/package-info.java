/**
 * For tests of applications: an emulated Sentinel with the settings that lead to it, tokens good
 * and bad by their names, and what the application sent.
 *
 * <p>In JUnit 5 and 6, {@link dev.sentinelauth.test.SentinelExtension} starts and ends it:
 *
 * <pre>
 * &#064;RegisterExtension
 * static SentinelExtension sentinel = SentinelExtension.forAccount("le81823118");
 *
 * &#064;Test
 * void aReaderHasAScope() {
 *   AppJwt reader = sentinel.token().scope("msg.read").verified();
 *   ...
 * }
 * </pre>
 *
 * <p>Elsewhere, {@link dev.sentinelauth.test.TestSentinel} is closed by whoever opens it. Neither
 * needs a network: everything is on loopback, on free ports. What these two can't do, the {@link
 * dev.sentinelauth.emulator.SentinelEmulator} behind them can.
 */
@NullMarked
package dev.sentinelauth.test;

import org.jspecify.annotations.NullMarked;
