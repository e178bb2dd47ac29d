/**
 * Servlet filters that authenticate requests with LivePerson Sentinel AppJWTs.
 *
 * <p>{@link dev.sentinelauth.servlet.SentinelAuthenticationFilter} lets the right callers in. The
 * filters of one web application whose settings are equal share one {@link
 * dev.sentinelauth.Sentinel}: one key set, one cache, one background thread, closed with the last
 * of them.
 */
@NullMarked
package dev.sentinelauth.servlet;

import org.jspecify.annotations.NullMarked;
