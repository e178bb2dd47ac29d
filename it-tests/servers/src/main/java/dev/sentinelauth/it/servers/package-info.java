/** Real servers, web applications of ours in them, and one table of what they have to answer. */
@NullMarked
package dev.sentinelauth.it.servers;

import org.jspecify.annotations.NullMarked;
