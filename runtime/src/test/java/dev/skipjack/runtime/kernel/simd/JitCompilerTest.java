package dev.skipjack.runtime.kernel.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.skipjack.runtime.kernel.JavaProcess;
import dev.skipjack.runtime.kernel.KernelProvider;
import dev.skipjack.runtime.kernel.Kernels;
import dev.skipjack.runtime.kernel.movement.CopySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;

/** JVMs whose compiler makes no vectors or no multiply-add do without the fast kernels. */
class JitCompilerTest {
  private static final String MODULE = "--add-modules=jdk.incubator.vector";

  static final class Lack {
    private Lack() {}

    public static void main(String[] arguments) {
      System.out.println(JitCompiler.lack().orElse("lacks nothing"));
    }
  }

  /** Who computes in FLOAT; opening says what there is to say. */
  static final class Choice {
    private Choice() {}

    public static void main(String[] arguments) {
      for (int i = 0; i < 2; i++) {
        try (Kernels kernels = Kernels.open(DataType.FLOAT, 1)) {
          kernels.step(new CopySpec());
          System.out.println("served by " + kernels.choices().get(0).provider());
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "-XX:TieredStopAtLevel=1, C2 is off (TieredStopAtLevel is 1)",
    "-Xint, it interprets only",
    "-XX:-UseFMA, C2 has no fused multiply-add (UseFMA is false)",
    "-XX:MaxVectorSize=8, C2 makes no vectors of 128 bits (MaxVectorSize is 8)",
  })
  void aFlagThatTakesVectorsAwayIsNamed(String flag, String lack) throws Exception {
    assertThat(JavaProcess.output(Lack.class, MODULE, flag)).contains(lack);
  }

  @Test
  void noAvxIsNamed() throws Exception {
    assumeTrue(System.getProperty("os.arch").equals("amd64"), "it is a flag of x86");
    assertThat(JavaProcess.output(Lack.class, MODULE, "-XX:UseAVX=0"))
        .contains("C2 has no AVX instructions (UseAVX is 0)");
  }

  @Test
  void theJvmAsItComesLacksNothing() throws Exception {
    assumeTrue(isAvailable());
    assertThat(JavaProcess.output(Lack.class, MODULE)).contains("lacks nothing");
  }

  @Test
  void whoeverCouldBeFasterLearnsItWithoutALog() throws Exception {
    assumeTrue(isAvailable());
    String slow =
        JavaProcess.outputWithout("slf4j-simple", Choice.class, "-XX:TieredStopAtLevel=1", MODULE);
    assertThat(slow)
        .containsOnlyOnce(
            "simd is faster but not available: the JVM would run its vectors 60 times")
        .contains("served by nd4j");
    String plain = JavaProcess.outputWithout("slf4j-simple", Choice.class);
    assertThat(plain)
        .containsOnlyOnce("add --add-modules jdk.incubator.vector")
        .contains("served by nd4j");
    String fast = JavaProcess.outputWithout("slf4j-simple", Choice.class, MODULE);
    assertThat(fast).contains("served by simd").doesNotContain("kernels for FLOAT");
    String forced =
        JavaProcess.outputWithout("slf4j-simple", Choice.class, "-Dskipjack.kernels=nd4j");
    assertThat(forced).contains("served by nd4j").doesNotContain("kernels for FLOAT");
  }

  private static boolean isAvailable() {
    KernelProvider simd = new SimdProvider();
    return simd.unavailableReason(DataType.FLOAT).isEmpty();
  }
}
