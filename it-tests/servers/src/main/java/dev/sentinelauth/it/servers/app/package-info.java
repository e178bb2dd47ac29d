/** What is deployed: each class stands in the web applications that name it. */
@NullMarked
package dev.sentinelauth.it.servers.app;

import org.jspecify.annotations.NullMarked;
