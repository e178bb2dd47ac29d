/** Servlet filters that authenticate requests with LivePerson Sentinel AppJWTs. */
@NullMarked
package dev.sentinelauth.servlet;

import org.jspecify.annotations.NullMarked;
