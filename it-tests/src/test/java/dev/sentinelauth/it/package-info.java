/** Tests of the whole over real HTTP, against the emulator. */
@NullMarked
package dev.sentinelauth.it;

import org.jspecify.annotations.NullMarked;
