package dev.sentinelauth.test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the kit promises to its users, and what it needs. */
class KitApiTest {
  private static final JavaClasses KIT =
      new ClassFileImporter()
          .importUrl(TestSentinel.class.getProtectionDomain().getCodeSource().getLocation());

  @Test
  void publicTypesAreTheseAndNoOthers() {
    Set<String> found =
        KIT.stream()
            .filter(KitApiTest::isVisible)
            .map(type -> type.getName().substring("dev.sentinelauth.".length()).replace('$', '.'))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(found)
        .containsExactly(
            "emulator.DomainShape",
            "emulator.Endpoint",
            "emulator.Fault",
            "emulator.Installation",
            "emulator.KeyPool",
            "emulator.KeyRing",
            "emulator.LoginTokens",
            "emulator.LoginUser",
            "emulator.RecordedRequest",
            "emulator.SentinelEmulator",
            "emulator.SentinelEmulator.Builder",
            "emulator.SentinelHost",
            "emulator.SigningKey",
            "emulator.TokenMint",
            "test.Received",
            "test.SentinelExtension",
            "test.TestSentinel",
            "test.TestToken");
  }

  @Test
  void methodsOfTheTestPackageAreTheseAndNoOthers() {
    assertThat(methods(TestSentinel.class))
        .containsExactly(
            "account",
            "apiAnswers",
            "close",
            "emulator",
            "failing",
            "forAccount",
            "initParameters",
            "loginSettings",
            "received",
            "recover",
            "replaceKeys",
            "rotateKeys",
            "settings",
            "token",
            "unreachable",
            "uri");
    assertThat(methods(TestToken.class))
        .containsExactly(
            "account",
            "authorizedParty",
            "badSignature",
            "bearer",
            "bound",
            "claim",
            "compact",
            "expired",
            "header",
            "idToken",
            "malformed",
            "notYetValid",
            "scope",
            "signedBySharedSecret",
            "signedByV1Key",
            "toString",
            "tooLong",
            "unknownKey",
            "unsigned",
            "validFor",
            "verified",
            "withoutClaim",
            "wrongAccount",
            "wrongIssuer");
    assertThat(methods(Received.class))
        .containsExactly("apiCalls", "await", "requests", "tokenRequests");
  }

  private static Set<String> methods(Class<?> type) {
    return KIT.get(type).getMethods().stream()
        .filter(method -> method.getModifiers().contains(JavaModifier.PUBLIC))
        .map(method -> method.getName())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Its jar runs by itself, and what it says on the wire is nobody else's opinion. */
  @Test
  void theEmulatorNeedsNothingButTheJdk() {
    classes()
        .that()
        .resideInAPackage("dev.sentinelauth.emulator")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.sentinelauth.emulator", "java..", "javax.crypto..", "org.jspecify.annotations")
        .check(KIT);
  }

  @Test
  void onlyTheExtensionKnowsJUnit() {
    noClasses()
        .that()
        .doNotHaveSimpleName("SentinelExtension")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.junit..")
        .check(KIT);
    noClasses()
        .that()
        .doNotHaveSimpleName("SentinelExtension")
        .should()
        .dependOnClassesThat()
        .haveSimpleName("SentinelExtension")
        .check(KIT);
  }

  @Test
  void ofCoreItTakesWhatApplicationsSee() {
    Set<String> used =
        KIT.stream()
            .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
            .map(dependency -> dependency.getTargetClass().getName())
            .filter(
                name -> name.matches("dev\\.sentinelauth\\.[^.]+|dev\\.sentinelauth\\.internal.*"))
            .map(name -> name.replaceAll("\\$.*", ""))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(used)
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(
                    "AppJwt",
                    "InvalidTokenException",
                    "KeysUnavailableException",
                    "Rejection",
                    "Sentinel",
                    "SentinelConfig",
                    "TokenVerifier")
                .map(name -> "dev.sentinelauth." + name)
                .toList());
  }

  private static boolean isVisible(JavaClass type) {
    return type.getModifiers().contains(JavaModifier.PUBLIC)
        && type.getEnclosingClass().map(KitApiTest::isVisible).orElse(true);
  }
}
