package dev.sentinelauth.servlet;

/**
 * Marks mechanisms that nothing may be served without. A type of its own, because {@link
 * MechanismInitializer} names it, and has to load where there is no Jakarta Security.
 */
interface GuardedMechanism {}
