/**
 * One remote value: its ages, the flights that fetch it, back-off, threads, and the HTTP calls.
 * Knows nothing of what is fetched. Not for applications.
 */
@NullMarked
package dev.sentinelauth.internal.remote;

import org.jspecify.annotations.NullMarked;
