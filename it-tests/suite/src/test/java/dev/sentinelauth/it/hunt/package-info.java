/** Applications and requests made at random, whose answers are foretold and compared. */
@NullMarked
package dev.sentinelauth.it.hunt;

import org.jspecify.annotations.NullMarked;
