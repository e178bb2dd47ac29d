/**
 * A small web application behind the filters, beside an emulated Sentinel: see {@link
 * dev.sentinelauth.demo.Demo}.
 */
@NullMarked
package dev.sentinelauth.demo;

import org.jspecify.annotations.NullMarked;
