/**
 * Jakarta REST filters for LivePerson Sentinel AppJWTs, on both sides of a call.
 *
 * <p>{@link dev.sentinelauth.jersey.SentinelAuthenticationFeature} lets callers in and holds
 * annotations; {@link dev.sentinelauth.jersey.SentinelContainerRequestFilter}, registered on its
 * own, knows no annotations. On clients, {@link dev.sentinelauth.jersey.AppJwtClientRequestFilter}
 * puts a live token on requests, and {@link dev.sentinelauth.jersey.ConsumerJwsRequestFilter} that
 * of a consumer beside it.
 *
 * <p>Where what is:
 *
 * <ul>
 *   <li>gate: {@code RequestGate} asks core about a {@code ClientRequest}; {@code
 *       AuthenticationFilter} and {@code UnchangedFilter} stand before and behind the matching,
 *       {@code Caller} is shown, {@code Answer} and {@code RefusalWriter} write refusals
 *   <li>log: {@code RequestLogging} shows the caller there, {@code LoggingFilter} and {@code
 *       JerseyLogging} see to it that the next one on the thread is another
 *   <li>start: {@code RestSentinel}, {@code SentinelRestInitializer}, {@code Surroundings}, {@code
 *       WebApplication} and {@code Endings}
 *   <li>implementations: {@code Implementation} tells them apart; {@code JerseyParts} is for
 *       Jersey, {@code CxfMessage} for CXF
 *   <li>annotations: {@code Requirement} reads them; {@code AnnotationGuard}, {@code
 *       DeniedResources}, {@code Denial} and {@code ResourceRequirements} hold them in Jersey,
 *       {@code AnnotationFilter}, {@code MatchedMethod}, {@code MatchedLocators} and {@code
 *       PathTemplate} elsewhere
 *   <li>injection of the token: {@code AppJwtBinder} and {@code AppJwtInjection} in Jersey; {@code
 *       TokenPoints}, {@code TokenKeeping}, {@code HeldTokens} and {@code WideScope} see to it that
 *       nobody keeps one
 *   <li>outbound: {@code BearerCall} and {@code RequestCopy}, for both client filters
 * </ul>
 */
@NullMarked
package dev.sentinelauth.jersey;

import org.jspecify.annotations.NullMarked;
