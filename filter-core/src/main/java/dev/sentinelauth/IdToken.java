package dev.sentinelauth;

/**
 * Who an {@code id_token} speaks of, once it has been checked.
 *
 * @param subject the user's id
 * @param admin whether {@code is_admin} is set
 * @param lpa whether {@code is_lpa} is set: LivePerson's own staff
 */
record IdToken(String subject, boolean admin, boolean lpa) {}
