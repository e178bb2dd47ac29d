/**
 * An emulated LivePerson Sentinel: the authorization server, its Domain API and its consumer IDP on
 * loopback, with scripted faults and tokens minted to order.
 *
 * <p>What it says on the wire shares no code with the product, so that it is an independent
 * witness.
 */
@NullMarked
package dev.sentinelauth.emulator;

import org.jspecify.annotations.NullMarked;
