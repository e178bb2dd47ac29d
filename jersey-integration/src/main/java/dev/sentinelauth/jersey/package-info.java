/**
 * Jakarta REST filters for LivePerson Sentinel AppJWTs, on both sides of a call.
 *
 * <p>{@link dev.sentinelauth.jersey.SentinelAuthenticationFeature} lets callers in and holds
 * annotations; {@link dev.sentinelauth.jersey.SentinelContainerRequestFilter}, registered on its
 * own, knows no annotations. On clients, {@link dev.sentinelauth.jersey.AppJwtClientRequestFilter}
 * puts a live token on requests, and {@link dev.sentinelauth.jersey.ConsumerJwsRequestFilter} that
 * of a consumer beside it.
 */
@NullMarked
package dev.sentinelauth.jersey;

import org.jspecify.annotations.NullMarked;
