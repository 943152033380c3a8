package dev.skipjack.runtime.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;

/** Who is chosen, and what users are told of it. */
class KernelChoiceTest {
  private static final KernelFactory COPIES =
      new KernelFactory() {
        @Override
        public Optional<Copy> copy() {
          return Optional.of((x, out) -> {});
        }
      };

  private static final KernelFactory ADDS =
      new KernelFactory() {
        @Override
        public Optional<Add> add() {
          return Optional.of((a, b, out) -> {});
        }

        @Override
        public Optional<Copy> copy() {
          return Optional.of((x, out) -> {});
        }
      };

  private record Fake(String name, String unavailable, KernelFactory factory)
      implements KernelProvider {
    @Override
    public int priority() {
      return 0;
    }

    @Override
    public Optional<String> unavailableReason(DataType type) {
      return Optional.ofNullable(unavailable);
    }

    @Override
    public String description() {
      return "3 wheels";
    }

    @Override
    public KernelFactory open(DataType type) {
      return factory;
    }
  }

  private static final Fake SLOW = new Fake("slow", null, ADDS);

  @Test
  void theFirstThatHasAKernelServesIt() {
    List<KernelProvider> providers = List.of(new Fake("fast", null, COPIES), SLOW);
    try (Kernels kernels = Kernels.open(providers, null, DataType.FLOAT, 1)) {
      kernels.add();
      kernels.copy();
      assertThat(kernels.choices())
          .containsExactly(new KernelChoice("add", "slow"), new KernelChoice("copy", "fast"));
    }
  }

  @Test
  void aForcedProviderHasNoSubstitute() {
    List<KernelProvider> providers = List.of(new Fake("fast", null, COPIES), SLOW);
    try (Kernels kernels = Kernels.open(providers, "fast", DataType.FLOAT, 1)) {
      assertThatThrownBy(kernels::add)
          .hasMessage(
              "fast has no kernel add, and -Dskipjack.kernels=fast forbids others: leave it out, and"
                  + " the next provider serves what fast lacks");
    }
  }

  @Test
  void aKernelThatNobodyHasIsNamed() {
    List<KernelProvider> providers = List.of(new Fake("fast", null, COPIES));
    try (Kernels kernels = Kernels.open(providers, null, DataType.FLOAT, 1)) {
      assertThatThrownBy(kernels::add).hasMessage("no provider has the kernel add");
    }
  }

  @Test
  void theReportNamesReasonAndFlag() {
    assertThat(Kernels.report(List.of(new Fake("fast", null, COPIES), SLOW), DataType.FLOAT))
        .isEqualTo("kernels for FLOAT: fast (3 wheels); -Dskipjack.kernels=NAME forces others");
    Fake missing = new Fake("fast", "add --wheels", COPIES);
    assertThat(Kernels.report(List.of(missing, SLOW), DataType.FLOAT))
        .isEqualTo(
            "kernels for FLOAT: slow (3 wheels), because fast is faster but not available: add"
                + " --wheels; -Dskipjack.kernels=NAME forces others");
  }
}
