package dev.sentinelauth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import dev.sentinelauth.internal.codec.Text;
import dev.sentinelauth.internal.settings.InvalidValueException;
import java.lang.reflect.InvocationTargetException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The JCA provider that checks signatures, and of which algorithms. It is handed to each check, and
 * never installed in the JVM: that is the application's, or the container's.
 */
final class SignatureProvider {
  private static final Logger log = LoggerFactory.getLogger(SignatureProvider.class);

  /** The setting's word for a choice by ourselves. */
  static final String AUTO = "auto";

  /** The JDK's own. */
  private static final String JDK = "SunRsaSign";

  /** None: the JVM's own list of providers decides. */
  static final SignatureProvider JVM = new SignatureProvider(null, Set.of());

  /** Faster ones than the JDK's that need no installation; the fastest first. */
  private enum WellKnown {
    CORRETTO(
        "AmazonCorrettoCryptoProvider",
        "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider") {
      @Override
      Provider create(Class<?> type) throws Throwable {
        Provider provider = (Provider) type.getField("INSTANCE").get(null);
        // without its native library it is an empty provider that throws nothing
        if (type.getMethod("getLoadingError").invoke(provider) instanceof Throwable error) {
          throw error;
        }
        return provider;
      }
    },
    CONSCRYPT("Conscrypt", "org.conscrypt.Conscrypt") {
      @Override
      Provider create(Class<?> type) throws Throwable {
        return (Provider) type.getMethod("newProvider").invoke(null);
      }
    };

    final String providerName;
    final String className;

    WellKnown(String providerName, String className) {
      this.providerName = providerName;
      this.className = className;
    }

    abstract Provider create(Class<?> type) throws Throwable;

    static @Nullable WellKnown of(String name) {
      return Arrays.stream(values())
          .filter(known -> known.providerName.equals(name))
          .findFirst()
          .orElse(null);
    }
  }

  private final @Nullable Provider provider;
  private final Set<String> algorithms;

  private SignatureProvider(@Nullable Provider provider, Set<String> algorithms) {
    this.provider = provider;
    this.algorithms = algorithms;
  }

  /**
   * Chooses one, puts it to the test, and tells which it is.
   *
   * @param name as {@link #named}; {@code null} for the fastest that passes, else the JVM's own
   * @param algorithms those that tokens may be signed with
   * @throws IllegalStateException if the one that was named can't be had any more
   */
  static SignatureProvider choose(@Nullable String name, Set<String> algorithms) {
    if (name == null) {
      return fastest(algorithms);
    }
    try {
      SignatureProvider named = named(name, algorithms);
      named.tell(algorithms);
      return named;
    } catch (InvalidValueException gone) {
      throw new IllegalStateException(
          "sentinel.crypto.provider = " + name + ", but it has to be " + gone.getMessage(), gone);
    }
  }

  /**
   * The provider of that name: one that the JVM has installed, else a well-known one of the class
   * path. It has to pass the test for each of the algorithms: who names a provider wants no other
   * one behind it.
   *
   * @throws InvalidValueException if there is none, or it doesn't pass
   */
  static SignatureProvider named(String name, Set<String> algorithms) {
    Provider provider;
    String fault;
    try {
      provider = find(name);
      if (provider == null) {
        throw new InvalidValueException(
            "auto, "
                + Arrays.stream(WellKnown.values())
                    .map(known -> known.providerName)
                    .collect(Collectors.joining(" or "))
                + " with its library on the class path, or a provider that this JVM has installed ("
                + Arrays.stream(Security.getProviders())
                    .map(Provider::getName)
                    .collect(Collectors.joining(", "))
                + ")");
      }
      Set<String> missing = new TreeSet<>(algorithms);
      missing.removeAll(passed(provider, algorithms));
      if (missing.isEmpty()) {
        return new SignatureProvider(provider, Set.copyOf(algorithms));
      }
      fault = "it lacks " + String.join(", ", missing);
    } catch (InvalidValueException unknown) {
      throw unknown;
    } catch (Throwable broken) {
      fault = reason(broken);
    }
    throw new InvalidValueException(
        "auto, or a provider that checks each of sentinel.algorithms (" + fault + ")");
  }

  private static SignatureProvider fastest(Set<String> algorithms) {
    String preferred = preferredByTheJvm();
    for (WellKnown known : WellKnown.values()) {
      if (!preferred.equals(JDK) && !preferred.equals(known.providerName)) {
        // somebody has put another one ahead of the JDK's own, say for FIPS: not ours to overrule
        continue;
      }
      try {
        Provider provider = find(known.providerName);
        if (provider != null) {
          SignatureProvider found =
              new SignatureProvider(provider, Set.copyOf(passed(provider, algorithms)));
          if (!found.algorithms.isEmpty()) {
            found.tell(algorithms);
            return found;
          }
        }
      } catch (Throwable broken) { // native code: whatever it is, the JDK can do without
        log.warn(
            "{} is there, but not used to check signatures: {}; the next best is, more slowly",
            known.providerName,
            reason(broken));
      }
    }
    log.info("Signatures are checked by {}", preferred);
    return JVM;
  }

  private void tell(Set<String> wanted) {
    Set<String> others = new TreeSet<>(wanted);
    others.removeAll(algorithms);
    if (provider != null && others.isEmpty()) {
      log.info("Signatures are checked by {} {}", provider.getName(), provider.getVersionStr());
    } else if (provider != null) {
      log.info(
          "Signatures are checked by {} {}, but {}, which it lacks, by the JVM's own",
          provider.getName(),
          provider.getVersionStr(),
          others);
    }
  }

  private static String preferredByTheJvm() {
    try {
      return Signature.getInstance("SHA256withRSA").getProvider().getName();
    } catch (GeneralSecurityException none) {
      return JDK;
    }
  }

  private static @Nullable Provider find(String name) throws Throwable {
    Provider installed = Security.getProvider(name);
    WellKnown known = WellKnown.of(name);
    return installed != null || known == null ? installed : load(known);
  }

  private static @Nullable Provider load(WellKnown known) throws Throwable {
    Thread thread = Thread.currentThread();
    ClassLoader context = thread.getContextClassLoader();
    ClassLoader own = SignatureProvider.class.getClassLoader();
    for (ClassLoader loader : new ClassLoader[] {context, own}) {
      try {
        Class<?> type = Class.forName(known.className, false, loader);
        // the provider's threads inherit it; where it is the container's provider, they would keep
        // the application in memory for as long as the container runs
        thread.setContextClassLoader(type.getClassLoader());
        return known.create(type);
      } catch (ClassNotFoundException notThere) {
        // perhaps the other loader has it
      } catch (InvocationTargetException e) {
        throw e.getCause();
      } finally {
        thread.setContextClassLoader(context);
      }
    }
    return null;
  }

  /** Those that it has, and gives the known answers to. */
  private static Set<String> passed(Provider provider, Set<String> algorithms) {
    SignatureProvider candidate = new SignatureProvider(provider, algorithms);
    return algorithms.stream()
        .filter(algorithm -> SignatureSelfTest.areGivenBy(candidate, algorithm))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static String reason(Throwable broken) {
    return Text.printable(
        broken instanceof SignatureSelfTest.WrongAnswerException
            ? String.valueOf(broken.getMessage())
            : broken.toString(),
        200);
  }

  /** Whether it is the one for signatures of this algorithm. */
  boolean checks(JWSAlgorithm algorithm) {
    return algorithms.contains(algorithm.getName());
  }

  /** A verifier that asks this provider and no other; {@code null} for {@link #JVM}. */
  @Nullable JWSVerifier verifier(RSAPublicKey key) {
    if (provider == null) {
      return null;
    }
    RSASSAVerifier verifier = new RSASSAVerifier(own(key, "RSA", RSAPublicKey.class));
    verifier.getJCAContext().setProvider(provider);
    return verifier;
  }

  /** As above. */
  @Nullable JWSVerifier verifier(ECPublicKey key) throws JOSEException {
    if (provider == null) {
      return null;
    }
    ECDSAVerifier verifier = new ECDSAVerifier(own(key, "EC", ECPublicKey.class));
    verifier.getJCAContext().setProvider(provider);
    return verifier;
  }

  /**
   * The key as the provider's own object. With a foreign one it would translate it for each
   * signature, which can take as long as a quarter of the check.
   */
  private <K extends PublicKey> K own(K key, String type, Class<K> wanted) {
    try {
      PublicKey own =
          KeyFactory.getInstance(type, provider)
              .generatePublic(new X509EncodedKeySpec(key.getEncoded()));
      return wanted.isInstance(own) ? wanted.cast(own) : key;
    } catch (GeneralSecurityException | RuntimeException noTranslation) {
      return key; // if it can't do with this one either, no signature will be taken for good
    }
  }

  /** The provider's name, or {@code JVM}. */
  @Override
  public String toString() {
    return provider == null ? "JVM" : provider.getName();
  }
}
