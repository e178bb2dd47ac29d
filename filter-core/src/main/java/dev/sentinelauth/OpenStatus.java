package dev.sentinelauth;

import dev.sentinelauth.SentinelStatus.AppJwtStatus;
import dev.sentinelauth.SentinelStatus.KeySetStatus;
import dev.sentinelauth.SentinelStatus.SettingsStatus;
import dev.sentinelauth.internal.codec.Text;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import javax.management.openmbean.ArrayType;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.CompositeDataSupport;
import javax.management.openmbean.CompositeType;
import javax.management.openmbean.OpenDataException;
import javax.management.openmbean.OpenMBeanAttributeInfo;
import javax.management.openmbean.OpenMBeanAttributeInfoSupport;
import javax.management.openmbean.OpenType;
import javax.management.openmbean.SimpleType;
import org.jspecify.annotations.Nullable;

/**
 * A {@link SentinelStatus} in open types, which can be read without a class of ours: the attributes
 * of a {@link SentinelBean}.
 */
final class OpenStatus {
  private static final ArrayType<String[]> TEXTS = texts();
  private static final int LONGEST_URI = 500;

  /** An attribute, or an item of a composite one. */
  private record Item<S>(
      String name, String meaning, OpenType<?> type, Function<S, @Nullable Object> value) {}

  private final List<Item<SentinelStatus>> attributes;

  OpenStatus(Sentinel sentinel, InstantSource clock) throws OpenDataException {
    attributes = attributes(sentinel, clock);
  }

  /** What they are. */
  OpenMBeanAttributeInfo[] infos() {
    return attributes.stream()
        .map(a -> new OpenMBeanAttributeInfoSupport(a.name, a.meaning, a.type, true, false, false))
        .toArray(OpenMBeanAttributeInfo[]::new);
  }

  boolean has(String name) {
    return attributes.stream().anyMatch(attribute -> attribute.name.equals(name));
  }

  /**
   * The value of one that there is.
   *
   * @return {@code null} where nothing is known
   */
  @Nullable Object value(String name, SentinelStatus status) {
    for (Item<SentinelStatus> attribute : attributes) {
      if (attribute.name.equals(name)) {
        return attribute.value.apply(status);
      }
    }
    return null;
  }

  private static ArrayType<String[]> texts() {
    try {
      return ArrayType.getArrayType(SimpleType.STRING);
    } catch (OpenDataException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static List<Item<SentinelStatus>> attributes(Sentinel sentinel, InstantSource clock)
      throws OpenDataException {
    List<Item<KeySetStatus>> keySet =
        List.of(
            new Item<>(
                "uri",
                "where it comes from, without a query",
                SimpleType.STRING,
                k -> Text.printablePath(k.uri().toString(), LONGEST_URI)),
            new Item<>("keyIds", "of its usable keys", TEXTS, k -> array(k.keyIds())),
            new Item<>(
                "ageSeconds", "since it was fetched", SimpleType.LONG, k -> seconds(k.age())),
            new Item<>(
                "secondsToExpiry",
                "until it is past the stale limit",
                SimpleType.LONG,
                k -> left(k.expiresAt(), clock)),
            new Item<>(
                "usable", "whether it may be used", SimpleType.BOOLEAN, KeySetStatus::usable),
            new Item<>(
                "failingSince",
                "the first failure since the last success",
                SimpleType.STRING,
                k -> text(k.failingSince())),
            new Item<>(
                "lastFailure", "what went wrong last", SimpleType.STRING, k -> k.lastFailure()),
            new Item<>(
                "passedOver", "entries that can't be used", TEXTS, k -> array(k.passedOver())));
    List<Item<AppJwtStatus>> appJwt =
        List.of(
            new Item<>("account", "whose it is", SimpleType.STRING, AppJwtStatus::accountId),
            new Item<>(
                "usable", "whether there is a live one", SimpleType.BOOLEAN, AppJwtStatus::usable),
            new Item<>(
                "secondsToExpiry",
                "how long it lives",
                SimpleType.LONG,
                a -> left(a.expiresAt(), clock)),
            new Item<>(
                "failingSince",
                "the first failure since the last success",
                SimpleType.STRING,
                a -> text(a.failingSince())),
            new Item<>(
                "lastFailure", "what went wrong last", SimpleType.STRING, a -> a.lastFailure()),
            new Item<>("waiting", "threads for it", SimpleType.INTEGER, AppJwtStatus::waiting));
    List<Item<SettingsStatus>> settings =
        List.of(
            new Item<>(
                "inForceSince",
                "when they took over",
                SimpleType.STRING,
                s -> text(s.inForceSince())),
            new Item<>(
                "awaitingRestart",
                "keys of what was changed and takes one",
                TEXTS,
                s -> array(s.awaitingRestart())),
            new Item<>(
                "failingSince",
                "when a change could not take over for the first time",
                SimpleType.STRING,
                s -> text(s.failingSince())),
            new Item<>("lastFailure", "what is wrong", SimpleType.STRING, s -> s.lastFailure()));
    CompositeType keySetType = type("KeySet", "a key set", keySet);
    CompositeType appJwtType = type("AppJwt", "an outbound token", appJwt);
    CompositeType settingsType = type("Settings", "settings that are read again", settings);
    return List.of(
        new Item<>("Version", "of this module", SimpleType.STRING, status -> StartLine.version()),
        new Item<>(
            "Accounts",
            "the accounts served",
            TEXTS,
            status -> array(sentinel.config().remote().accountIds())),
        new Item<>(
            "Health",
            "up, degraded or down",
            SimpleType.STRING,
            status -> sentinel.health().code()),
        new Item<>(
            "Ready",
            "whether tokens of every account can be checked now",
            SimpleType.BOOLEAN,
            SentinelStatus::ready),
        new Item<>(
            "KeySets",
            "the key sets in use",
            new ArrayType<CompositeData[]>(1, keySetType),
            status -> rows(keySetType, keySet, status.keySets())),
        new Item<>("Waiting", "requests for keys", SimpleType.INTEGER, SentinelStatus::waiting),
        new Item<>("CacheSize", "tokens remembered", SimpleType.LONG, SentinelStatus::cacheSize),
        new Item<>("CacheHits", "tokens found there", SimpleType.LONG, SentinelStatus::cacheHits),
        new Item<>("CacheMisses", "tokens not found", SimpleType.LONG, SentinelStatus::cacheMisses),
        new Item<>("CacheHitRatio", "0 to 1", SimpleType.DOUBLE, SentinelStatus::cacheHitRatio),
        new Item<>(
            "AppJwts",
            "the outbound tokens that were asked for, without the tokens",
            new ArrayType<CompositeData[]>(1, appJwtType),
            status -> rows(appJwtType, appJwt, status.appJwts())),
        new Item<>(
            "Settings",
            "as they are read again; nothing where they aren't",
            settingsType,
            status ->
                status.settings() == null ? null : row(settingsType, settings, status.settings())));
  }

  private static String[] array(List<String> texts) {
    return texts.toArray(new String[0]);
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }

  private static @Nullable Long seconds(@Nullable Duration duration) {
    return duration == null ? null : duration.toSeconds();
  }

  private static @Nullable Long left(@Nullable Instant end, InstantSource clock) {
    return end == null ? null : Duration.between(clock.instant(), end).toSeconds();
  }

  private static <S> CompositeType type(String name, String meaning, List<Item<S>> items)
      throws OpenDataException {
    return new CompositeType(
        name,
        meaning,
        items.stream().map(Item::name).toArray(String[]::new),
        items.stream().map(Item::meaning).toArray(String[]::new),
        items.stream().map(Item::type).toArray(OpenType<?>[]::new));
  }

  private static <S> CompositeData[] rows(CompositeType type, List<Item<S>> items, List<S> rows) {
    return rows.stream().map(row -> row(type, items, row)).toArray(CompositeData[]::new);
  }

  private static <S> CompositeData row(CompositeType type, List<Item<S>> items, S row) {
    try {
      return new CompositeDataSupport(
          type,
          items.stream().map(Item::name).toArray(String[]::new),
          items.stream().map(item -> item.value().apply(row)).toArray());
    } catch (OpenDataException e) {
      throw new IllegalStateException(e);
    }
  }
}
