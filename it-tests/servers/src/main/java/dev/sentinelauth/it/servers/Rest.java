package dev.sentinelauth.it.servers;

/** Whose Jakarta REST a server has. */
enum Rest {
  NONE,
  JERSEY,
  RESTEASY,
  CXF
}
