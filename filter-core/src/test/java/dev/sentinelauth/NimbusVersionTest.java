package dev.sentinelauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The build runs core's tests on two versions of Nimbus; this one makes sure that it does. */
class NimbusVersionTest {

  @Test
  @EnabledIfSystemProperty(named = "test.nimbus.version", matches = ".+")
  void testsRunOnTheNimbusThatTheBuildNames() {
    var version = System.getProperty("test.nimbus.version");
    var jar = JWSObject.class.getProtectionDomain().getCodeSource().getLocation();

    assertThat(jar.getPath()).endsWith("/nimbus-jose-jwt-" + version + ".jar");
  }
}
