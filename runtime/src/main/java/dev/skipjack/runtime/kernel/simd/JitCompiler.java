package dev.skipjack.runtime.kernel.simd;

import dev.skipjack.runtime.kernel.PlatformBeans;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Whether the JVM makes vector instructions of the Vector API. Where its compiler does not, each
 * vector is an object and each multiply-add a call: a step takes 60 times as long.
 */
final class JitCompiler {
  /**
   * A flag of HotSpot, a value with which vectors are not compiled, and what that means. Flags that
   * a JVM does not have are left out.
   */
  private record Flag(String name, Predicate<String> isBad, String meaning) {}

  private static final List<Flag> FLAGS =
      List.of(
          new Flag("UseCompiler", "false"::equals, "it compiles nothing"),
          new Flag("TieredStopAtLevel", below(4), "its optimizing compiler C2 is off"),
          new Flag("CompilationMode", "quick-only"::equals, "its optimizing compiler C2 is off"),
          new Flag("EnableVectorSupport", "false"::equals, "C2 makes no vectors"),
          new Flag("MaxVectorSize", below(16), "C2 makes no vectors of 128 bits"),
          new Flag("UseAVX", below(1), "C2 has no AVX instructions"),
          new Flag("UseFMA", "false"::equals, "C2 has no fused multiply-add"));

  private JitCompiler() {}

  /** Why vectors are slow here and the flag that tells, or empty, also where nobody knows. */
  static Optional<String> lack() {
    if (isInterpreted()) {
      return Optional.of("it interprets only, as with -Xint");
    }
    return FLAGS.stream().flatMap(flag -> lack(flag).stream()).findFirst();
  }

  private static Optional<String> lack(Flag flag) {
    return PlatformBeans.flag(flag.name())
        .filter(flag.isBad())
        .map(value -> flag.meaning() + " (" + flag.name() + " is " + value + ")");
  }

  private static boolean isInterpreted() {
    return System.getProperty("java.vm.info", "").contains("interpreted mode");
  }

  private static Predicate<String> below(long least) {
    return value -> Long.parseLong(value) < least;
  }
}
