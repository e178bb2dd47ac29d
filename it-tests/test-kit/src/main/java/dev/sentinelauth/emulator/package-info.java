/**
 * An emulated LivePerson Sentinel: the authorization server, its Domain API and its consumer IDP on
 * loopback, with scripted faults and tokens minted to order.
 *
 * <p>It shares no code with the product, so that it is an independent witness of the wire; it needs
 * nothing but the JDK, so that its jar runs by itself.
 */
@NullMarked
package dev.sentinelauth.emulator;

import org.jspecify.annotations.NullMarked;
