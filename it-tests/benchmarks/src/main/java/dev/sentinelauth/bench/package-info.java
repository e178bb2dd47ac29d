/**
 * What authentication costs, measured against the least that it could cost on the same machine in
 * the same run. {@link dev.sentinelauth.bench.Benchmarks} runs everything and prints one table.
 */
package dev.sentinelauth.bench;
