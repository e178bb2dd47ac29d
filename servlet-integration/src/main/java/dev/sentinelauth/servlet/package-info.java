/**
 * Servlet filters for callers with LivePerson Sentinel AppJWTs, and for users.
 *
 * <p>{@link dev.sentinelauth.servlet.SentinelAuthenticationFilter} lets callers with the right
 * tokens in. {@link dev.sentinelauth.servlet.SentinelLoginFilter} does that too, and logs the users
 * of an application's pages in. {@link dev.sentinelauth.servlet.SentinelAuthenticationMechanism}
 * stands in the place of the first in full servers, and lets the container know the caller.
 *
 * <p>Those of one web application whose settings are equal share one {@link
 * dev.sentinelauth.Sentinel}: one key set, one cache, one background thread, closed with the last
 * of them.
 */
@NullMarked
package dev.sentinelauth.servlet;

import org.jspecify.annotations.NullMarked;
