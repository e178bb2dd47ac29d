/** The adapters in real servers, over real HTTP. */
@NullMarked
package dev.sentinelauth.it;

import org.jspecify.annotations.NullMarked;
