package dev.sentinelauth;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The map in {@code package-info.java} is true: each class has one room, which uses what it says.
 */
class HouseTest {
  private static final String ROOT = "dev.sentinelauth";
  private static final String LEAVES = ROOT + ".internal.";
  private static final Path SOURCES = Path.of("src/main/java/dev/sentinelauth");
  private static final Pattern ROW = Pattern.compile("(?m)^ \\* (\\w+) \\| (.*) \\| (.*)$");

  private static final JavaClasses CORE =
      new ClassFileImporter()
          .importUrl(Sentinel.class.getProtectionDomain().getCodeSource().getLocation());

  /** A row of the map. */
  private record Room(String name, List<String> classes, List<String> uses) {}

  private static List<Room> rooms() {
    try {
      // one line for each row, however it is wrapped
      String page =
          Files.readString(SOURCES.resolve("package-info.java"))
              .replaceAll("\\R \\* {3,}(?=\\S)", " ");
      List<Room> rooms = new ArrayList<>();
      for (Matcher row = ROW.matcher(page); row.find(); ) {
        rooms.add(new Room(row.group(1), words(row.group(2)), words(row.group(3))));
      }
      return rooms.subList(1, rooms.size()); // without the head
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> words(String list) {
    return Arrays.stream(list.split("[ ,]+"))
        .filter(word -> !word.isEmpty() && !word.equals("nothing"))
        .toList();
  }

  /** The rooms that have a class; one, if all is well. */
  private static List<String> roomsOf(String simpleName) {
    return rooms().stream()
        .filter(room -> room.classes().contains(simpleName))
        .map(Room::name)
        .toList();
  }

  /** Without what stands within one. */
  private static String outermost(JavaClass type) {
    return type.getName().replaceAll("\\$.*", "");
  }

  private static Stream<JavaClass> ofTheRoot() {
    return CORE.stream()
        .filter(type -> type.getPackageName().equals(ROOT))
        .filter(type -> !type.getSimpleName().equals("package-info"));
  }

  @Test
  void eachClassOfTheRootStandsInOneRow() {
    Set<String> classes =
        ofTheRoot()
            .map(type -> outermost(type).substring(ROOT.length() + 1))
            .collect(Collectors.toCollection(TreeSet::new));
    Map<String, List<String>> astray = new LinkedHashMap<>();
    for (String name : classes) {
      List<String> rooms = roomsOf(name);
      if (rooms.size() != 1) {
        astray.put(name, rooms);
      }
    }

    assertThat(astray)
        .as("to be added to a row of the map in package-info.java (or taken out of all but one)")
        .isEmpty();
    assertThat(classes)
        .as("the classes that the map speaks of")
        .containsAll(rooms().stream().flatMap(room -> room.classes().stream()).toList());
  }

  @Test
  void eachRoomUsesOnlyTheRoomsThatItsRowNames() {
    Map<String, Set<String>> used = new LinkedHashMap<>();
    Map<String, String> example = new LinkedHashMap<>();
    ofTheRoot()
        .forEach(
            type ->
                type.getDirectDependenciesFromSelf().stream()
                    .filter(dependency -> !isHandedOnByTheListener(dependency))
                    .forEach(
                        dependency -> {
                          String from = room(type);
                          String to = room(dependency.getTargetClass().getBaseComponentType());
                          if (!to.isEmpty() && !to.equals(from)) {
                            used.computeIfAbsent(from, any -> new TreeSet<>()).add(to);
                            example.putIfAbsent(from + " " + to, dependency.getDescription());
                          }
                        }));
    Set<String> unforeseen = new TreeSet<>();
    Set<String> unused = new TreeSet<>();
    for (Room room : rooms()) {
      Set<String> there = used.getOrDefault(room.name(), Set.of());
      there.stream()
          .filter(other -> !room.uses().contains(other))
          .forEach(other -> unforeseen.add(example.get(room.name() + " " + other)));
      room.uses().stream()
          .filter(other -> !there.contains(other))
          .forEach(other -> unused.add(room.name() + " uses no " + other));
    }

    assertThat(unforeseen).as("uses that the map does not name").isEmpty();
    assertThat(unused).as("uses that the map names and nobody makes").isEmpty();
  }

  /**
   * The entry point, which listeners are told of: an argument of two events, of which nothing is
   * asked there.
   */
  private static boolean isHandedOnByTheListener(Dependency dependency) {
    return dependency.getOriginClass().isEquivalentTo(SentinelListener.class)
        && dependency.getTargetClass().isEquivalentTo(Sentinel.class)
        && dependency.getDescription().contains("has parameter of type");
  }

  /** The room of a class of core, or the leaf package; empty for anybody else's. */
  private static String room(JavaClass type) {
    String name = outermost(type);
    if (name.startsWith(LEAVES)) {
      return name.substring(LEAVES.length(), name.lastIndexOf('.'));
    }
    return name.startsWith(ROOT + ".")
        ? String.join("+", roomsOf(name.substring(ROOT.length() + 1)))
        : "";
  }

  @Test
  void roomsOnlyUseRoomsOfLowerFloors() {
    List<String> below = new ArrayList<>(List.of("settings", "remote", "routes", "codec"));
    Set<String> upward = new TreeSet<>();
    for (Room room : rooms()) {
      room.uses().stream()
          .filter(other -> !below.contains(other))
          .forEach(other -> upward.add(room.name() + " uses " + other));
      below.add(room.name());
    }

    assertThat(upward).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"codec,''", "settings,codec", "routes,settings", "remote,codec"})
  void leafRoomUsesNothingOfOursButWhatIsBelowIt(String leaf, String below) {
    List<String> others =
        Stream.of("settings", "remote", "routes", "codec")
            .filter(other -> !other.equals(leaf) && !other.equals(below))
            .map(other -> LEAVES + other + "..")
            .toList();
    noClasses()
        .that()
        .resideInAPackage(LEAVES + leaf + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(Stream.concat(Stream.of(ROOT), others.stream()).toArray(String[]::new))
        .check(CORE);
  }

  @Test
  void eachPublicTypeSaysFirstWhomItIsFor() throws IOException {
    Set<String> silent = new TreeSet<>();
    List<JavaClass> types =
        ofTheRoot()
            .filter(type -> type.getModifiers().toString().contains("PUBLIC"))
            .filter(type -> type.getEnclosingClass().isEmpty())
            .toList();
    for (JavaClass type : types) {
      String source = Files.readString(SOURCES.resolve(type.getSimpleName() + ".java"));
      Matcher comment =
          Pattern.compile(
                  "(?s)/\\*\\*((?:(?!\\*/).)*)\\*/\\s*(?:@\\w+(?:\\([^)]*\\))?\\s*)*public [\\w ]*"
                      + type.getSimpleName()
                      + "\\b")
              .matcher(source);
      String first =
          comment.find()
              ? comment.group(1).replaceAll("\\s*\\R \\* ?", " ").split("[.](?= |$)", 2)[0]
              : "";
      if (!first.matches(".*\\bfor (?:applications|adapters)\\b.*")) {
        silent.add(type.getSimpleName());
      }
    }

    assertThat(silent).as("public types whose Javadoc doesn't say whom they are for").isEmpty();
  }

  /** All but the reader of JSON: one grammar, which is better seen whole. */
  @ParameterizedTest
  @ValueSource(strings = {"filter-core", "servlet-integration", "jersey-integration"})
  void filesAreShortEnoughToBeReadInOneGo(String module) throws IOException {
    Path sources = Path.of("..", module, "src", "main", "java");
    try (Stream<Path> files = Files.walk(sources)) {
      List<Path> all = files.filter(file -> file.toString().endsWith(".java")).toList();
      assertThat(all).isNotEmpty();
      for (Path file : all) {
        if (!file.endsWith("internal/codec/Json.java")) {
          assertThat(Files.readAllLines(file)).as("%s", file).hasSizeLessThanOrEqualTo(300);
        }
      }
    }
  }

  @Test
  void publicTypesAreFew() {
    assertThat(
            ofTheRoot()
                .filter(type -> type.getModifiers().toString().contains("PUBLIC"))
                .filter(type -> type.getEnclosingClass().isEmpty()))
        .hasSizeLessThanOrEqualTo(26);
  }
}
