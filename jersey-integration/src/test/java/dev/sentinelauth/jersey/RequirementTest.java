package dev.sentinelauth.jersey;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import java.lang.reflect.Method;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequirementTest {

  interface Described {
    @DenyAll
    void closed();

    @RequiresScope("read")
    void scoped();
  }

  /** Denies what doesn't say otherwise. */
  @DenyAll
  static class Base {
    void declaredAbove() {}

    @PermitAll
    void open() {}
  }

  /** Says something itself, which takes nothing back. */
  @PermitAll
  static class Child extends Base implements Described {
    @Override
    public void closed() {}

    @Override
    public void scoped() {}

    void plain() {}

    @RolesAllowed({})
    void noRoles() {}

    @RolesAllowed("**")
    void anybody() {}
  }

  private static Requirement of(String name) throws Exception {
    Method method;
    try {
      method = Child.class.getDeclaredMethod(name);
    } catch (NoSuchMethodException e) {
      method = Base.class.getDeclaredMethod(name);
    }
    return Requirement.of(Child.class, method, method);
  }

  @Test
  void classSpeaksForMethodsThatSayNothing() throws Exception {
    assertThat(of("plain")).isEqualTo(new Requirement(List.of()));
  }

  @Test
  void classBelowTakesNothingBack() throws Exception {
    assertThat(of("declaredAbove").denied()).isTrue();
    assertThat(of("open").denied()).isFalse();
  }

  @Test
  void whatAnInterfaceAsksForHolds() throws Exception {
    assertThat(of("closed").denied()).isTrue();
    assertThat(of("scoped").asksForScopes()).isTrue();
  }

  @Test
  void noRolesAreNobodyAndTwoAsterisksAnybody() throws Exception {
    assertThat(of("noRoles").denied()).isTrue();
    assertThat(of("anybody").denied()).isFalse();
    assertThat(of("anybody")).isNotEqualTo(Requirement.NONE);
  }
}
