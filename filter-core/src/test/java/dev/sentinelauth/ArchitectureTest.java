package dev.sentinelauth;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What may depend on what, and what is public: each public type is a promise. */
class ArchitectureTest {
  private static final JavaClasses CORE =
      new ClassFileImporter()
          .importUrl(Sentinel.class.getProtectionDomain().getCodeSource().getLocation());

  /** The listener, and what it is made of. */
  private static final String MICROMETER = ".*[.]Micrometer(?:Listener|Gauges)(?:[$].*)?";

  /** By their name, by which they are kept out of the plain jar too. */
  private static final DescribedPredicate<JavaClass> OF_THE_DOCTOR =
      DescribedPredicate.describe(
          "of the doctor", type -> type.getName().startsWith("dev.sentinelauth.Doctor"));

  @Test
  void coreKnowsNeitherJakartaNorTheAdapters() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "jakarta..",
            "javax.servlet..",
            "javax.ws.rs..",
            "dev.sentinelauth.servlet..",
            "dev.sentinelauth.jersey..",
            "dev.sentinelauth.emulator..",
            "dev.sentinelauth.it..",
            "dev.sentinelauth.demo..",
            "dev.sentinelauth.bench..",
            "org.glassfish..")
        .check(CORE);
  }

  @Test
  void coreNeedsNothingBeyondItsDeclaredLibraries() {
    String[] libraries = {
      "dev.sentinelauth",
      "dev.sentinelauth.internal..",
      "java..",
      "javax.crypto..",
      "javax.management..",
      "javax.net.ssl", // the JDK's HttpClient speaks of it
      "javax.security.auth.x500", // and certificates of these names
      "com.nimbusds.jose..",
      "com.github.benmanes.caffeine.cache..",
      "org.slf4j",
      "org.jspecify.annotations",
      "io.micrometer.core.instrument.."
    };
    classes()
        .that(DescribedPredicate.not(OF_THE_DOCTOR))
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(libraries)
        .check(CORE);
    classes()
        .that(OF_THE_DOCTOR)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            Stream.concat(Stream.of("picocli"), Stream.of(libraries)).toArray(String[]::new))
        .check(CORE);
  }

  @Test
  void nobodyKnowsTheDoctorWhichIsNotInThePlainJar() {
    noClasses()
        .that(DescribedPredicate.not(OF_THE_DOCTOR))
        .should()
        .dependOnClassesThat(OF_THE_DOCTOR)
        .check(CORE);
    assertThat(CORE.stream().filter(OF_THE_DOCTOR)).isNotEmpty();
  }

  @Test
  void onlyTheMicrometerListenerKnowsMicrometer() {
    noClasses()
        .that()
        .haveNameNotMatching(MICROMETER)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.micrometer..")
        .check(CORE);
    // else core would not load without Micrometer
    noClasses()
        .that()
        .haveNameNotMatching(MICROMETER)
        .should()
        .dependOnClassesThat()
        .haveNameMatching(MICROMETER)
        .check(CORE);
  }

  @Test
  void publicTypesAreTheseAndNoOthers() {
    Set<String> found =
        CORE.stream()
            .filter(ArchitectureTest::isVisible)
            .map(type -> type.getName().substring("dev.sentinelauth.".length()).replace('$', '.'))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(found)
        .containsExactlyInAnyOrder(
            "AppJwt",
            "AppJwtHttpClient",
            "AppJwtSupplier",
            "AppJwtUnavailableException",
            "ApplicationSentinel",
            "ApplicationSentinel.Attributes",
            "ClientAuthenticator",
            "ConfigurationException",
            "ConsumerJwsClient",
            "Decision",
            "HtmlPage",
            "InvalidTokenException",
            "KeysUnavailableException",
            "LoggedInUser",
            "LoggingContext",
            "LoginException",
            "LoginException.Reason",
            "LoginFlow",
            "LoginFlow.Begun",
            "LoginFlow.Completed",
            "MicrometerListener",
            "Rejection",
            "RequestAuthenticator",
            "RequestAuthenticator.Request",
            "RequestPath",
            "Sentinel",
            "Sentinel.Builder",
            "SentinelConfig",
            "SentinelConfig.Loader",
            "SentinelListener",
            "SentinelStatus",
            "SentinelStatus.AppJwtStatus",
            "SentinelStatus.Health",
            "SentinelStatus.KeySetStatus",
            "SentinelStatus.SettingsStatus",
            "TokenVerifier",
            "Verdict",
            "Verdict.Accepted",
            "Verdict.Answer",
            "Verdict.Document",
            "Verdict.Refused");
  }

  @Test
  void noLibraryTypeStandsInAVisibleSignature() {
    Set<String> leaks = new TreeSet<>();
    for (JavaClass type : CORE) {
      if (isVisible(type)) {
        Stream<JavaClass> supertypes =
            Stream.concat(type.getRawInterfaces().stream(), type.getRawSuperclass().stream());
        note(leaks, type.getName(), supertypes);
        for (JavaField field : type.getFields()) {
          if (isVisible(field.getModifiers())) {
            note(leaks, field.getFullName(), field.getAllInvolvedRawTypes().stream());
          }
        }
        for (JavaCodeUnit unit : type.getCodeUnits()) {
          if (isVisible(unit.getModifiers())) {
            note(leaks, unit.getFullName(), unit.getAllInvolvedRawTypes().stream());
            note(leaks, unit.getFullName(), unit.getExceptionTypes().stream());
          }
        }
      }
    }

    assertThat(leaks).isEmpty();
  }

  /** Micrometer's registry is what the one optional listener is made for. */
  private static void note(Set<String> leaks, String where, Stream<JavaClass> types) {
    types
        .filter(type -> !type.isPrimitive())
        .map(JavaClass::getName)
        .filter(name -> !name.startsWith("java.") && !name.matches("dev\\.sentinelauth\\.[^.]+"))
        .filter(name -> !name.startsWith("javax.net.ssl."))
        .filter(
            name -> !(where.contains("MicrometerListener") && name.startsWith("io.micrometer.")))
        .forEach(name -> leaks.add(where + ": " + name));
  }

  @Test
  void timeComesFromTheInjectedClock() {
    noClasses()
        .should()
        .callMethodWhere(
            JavaAccess.Predicates.target(HasName.Predicates.nameMatching("currentTimeMillis|now")))
        .check(CORE);
  }

  @Test
  void nothingIsSynchronizedSinceVirtualThreadsWouldBePinned() {
    Set<String> found =
        CORE.stream()
            .flatMap(type -> type.getMethods().stream())
            .filter(method -> method.getModifiers().contains(JavaModifier.SYNCHRONIZED))
            .map(JavaCodeUnit::getFullName)
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(found).isEmpty();
  }

  /** What is internal may be public, for the other packages of core alone. */
  private static boolean isVisible(JavaClass type) {
    return !type.getPackageName().startsWith("dev.sentinelauth.internal")
        && type.getModifiers().contains(JavaModifier.PUBLIC)
        && type.getEnclosingClass().map(ArchitectureTest::isVisible).orElse(true);
  }

  private static boolean isVisible(Set<JavaModifier> modifiers) {
    return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
  }
}
