package dev.sentinelauth.emulator;

/**
 * Somebody who signs in.
 *
 * @param name becomes {@code sub}
 * @param admin becomes {@code is_admin}
 * @param lpa becomes {@code is_lpa}: of LivePerson's own staff
 */
public record LoginUser(String name, boolean admin, boolean lpa) {}
