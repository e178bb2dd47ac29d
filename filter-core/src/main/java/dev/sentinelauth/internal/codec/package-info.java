/**
 * How bytes and texts are read and written: JSON, base64url, dates, what is safe in a log. Not for
 * applications.
 */
@NullMarked
package dev.sentinelauth.internal.codec;

import org.jspecify.annotations.NullMarked;
