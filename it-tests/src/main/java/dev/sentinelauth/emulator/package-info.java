/** An emulator of LivePerson Sentinel for tests and demonstrations. */
@NullMarked
package dev.sentinelauth.emulator;

import org.jspecify.annotations.NullMarked;
