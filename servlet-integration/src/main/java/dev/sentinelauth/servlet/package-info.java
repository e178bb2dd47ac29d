/**
 * Servlet filters for callers with LivePerson Sentinel AppJWTs, and for users.
 *
 * <p>{@link dev.sentinelauth.servlet.SentinelAuthenticationFilter} lets callers with the right
 * tokens in. {@link dev.sentinelauth.servlet.SentinelLoginFilter} does that too, and logs the users
 * of an application's pages in. {@link dev.sentinelauth.servlet.SentinelAuthenticationMechanism}
 * stands in the place of the first in full servers, and lets the container know the caller. {@link
 * dev.sentinelauth.servlet.SentinelHealthServlet} tells probes how things are.
 *
 * <p>Those of one web application whose settings are equal share one {@link
 * dev.sentinelauth.Sentinel}: one key set, one cache, one background thread, closed with the last
 * of them.
 *
 * <p>Where what is:
 *
 * <ul>
 *   <li>gate: {@code Gate} asks core, {@code ClientPath} finds the path, {@code
 *       AuthenticatedRequest} shows the caller, {@code LoggedChain} has it in the log, {@code
 *       Answer} writes refusals; {@code CxfPathGuard} holds CXF to the path that was judged
 *   <li>start: {@code FilterStart} and {@code FailedStart}; {@code WebApplication} holds what the
 *       filters of an application share
 *   <li>order: {@code SentinelInitializer}, {@code FilterOrder}, {@code FilterTypes} and {@code
 *       LastLook}, which stands behind all filters
 *   <li>login: {@code LoginGate} with {@code LoginStart}, {@code LoginCallback}, {@code Logout},
 *       {@code LoginAnswers} and {@code LoginPage}; {@code LoginSite}, {@code OutsidePaths} and
 *       {@code OwnOrigin} know the addresses, {@code BrowserRequest} what a browser tells
 *   <li>session: {@code LoginSession}, {@code LoginCookies}, {@code SessionCookie}, {@code
 *       PassingSession}, {@code SessionlessRequest}; {@code RareWarning} is for the log
 *   <li>mechanism: {@code MechanismInitializer} finds one by {@code MechanismSearch} and {@code
 *       ClassFile}, and puts {@code MechanismGuard} before it
 *   <li>web sockets: {@code JettyWebSockets} and {@code TomcatWebSockets}
 * </ul>
 */
@NullMarked
package dev.sentinelauth.servlet;

import org.jspecify.annotations.NullMarked;
