/**
 * Paths and patterns: the raw path of a request, and which route it belongs to. Not for
 * applications.
 */
@NullMarked
package dev.sentinelauth.internal.routes;

import org.jspecify.annotations.NullMarked;
