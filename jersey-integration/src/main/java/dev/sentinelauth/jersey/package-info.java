/** JAX-RS filters that authenticate requests with LivePerson Sentinel AppJWTs. */
@NullMarked
package dev.sentinelauth.jersey;

import org.jspecify.annotations.NullMarked;
