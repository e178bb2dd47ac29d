/** Verification of LivePerson Sentinel AppJWTs, inbound and outbound, as plain values. */
@NullMarked
package dev.sentinelauth;

import org.jspecify.annotations.NullMarked;
