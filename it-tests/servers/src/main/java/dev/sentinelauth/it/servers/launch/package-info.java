/**
 * Programs that start embedded servers; each runs in a JVM of its own, with that server's class
 * path.
 */
@NullMarked
package dev.sentinelauth.it.servers.launch;

import org.jspecify.annotations.NullMarked;
