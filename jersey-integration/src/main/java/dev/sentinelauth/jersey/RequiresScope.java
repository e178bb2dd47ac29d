package dev.sentinelauth.jersey;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The scopes that the caller's AppJWT must hold, beyond what the route asks for. It stands on a
 * resource class, a resource method, a sub-resource locator or a sub-resource class; that of a
 * method replaces that of its class, and those of the locators on the way to it hold as well.
 *
 * <p>A caller without a token is answered 401, one whose token lacks a scope 403 ({@code
 * insufficient_scope}, RFC 6750 section 3.1). Together with {@code @RolesAllowed} on the same
 * element, both must hold.
 *
 * <p>It is enforced by {@link SentinelAuthenticationFeature}; {@link
 * SentinelContainerRequestFilter} alone doesn't.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface RequiresScope {

  /** The scopes, all of them needed; none for a valid token whatever its scopes. */
  String[] value();
}
