package dev.skipjack.runtime.kernel.simd;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
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
          new Flag("UseInterpreter", v -> isInterpreted(), "it interprets only, as with -Xint"),
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
    try {
      HotSpotDiagnosticMXBean flags =
          ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
      return flags == null
          ? Optional.empty()
          : FLAGS.stream().flatMap(flag -> lack(flags, flag).stream()).findFirst();
    } catch (LinkageError e) {
      return Optional.empty(); // an image without the module jdk.management
    }
  }

  private static Optional<String> lack(HotSpotDiagnosticMXBean flags, Flag flag) {
    try {
      String value = flags.getVMOption(flag.name()).getValue();
      return flag.isBad().test(value)
          ? Optional.of(flag.meaning() + " (" + flag.name() + " is " + value + ")")
          : Optional.empty();
    } catch (IllegalArgumentException unknown) {
      return Optional.empty();
    }
  }

  private static boolean isInterpreted() {
    return System.getProperty("java.vm.info", "").contains("interpreted mode");
  }

  private static Predicate<String> below(long least) {
    return value -> Long.parseLong(value) < least;
  }
}
