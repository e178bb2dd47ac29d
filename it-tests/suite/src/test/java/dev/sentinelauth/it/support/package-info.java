/**
 * What the tests share: an application in a container, a client, a browser, a log that was written.
 */
@NullMarked
package dev.sentinelauth.it.support;

import org.jspecify.annotations.NullMarked;
