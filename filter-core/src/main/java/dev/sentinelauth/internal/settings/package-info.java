/**
 * How settings are read: sources, references, problems, grammars of single values, secrets. Knows
 * nothing of what a setting means. Not for applications.
 */
@NullMarked
package dev.sentinelauth.internal.settings;

import org.jspecify.annotations.NullMarked;
