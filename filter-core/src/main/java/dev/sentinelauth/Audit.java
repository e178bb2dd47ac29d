package dev.sentinelauth;

/** Which decisions are written to the audit log: the values of {@code sentinel.audit}. */
enum Audit {
  OFF,
  REFUSED,
  ALL
}
