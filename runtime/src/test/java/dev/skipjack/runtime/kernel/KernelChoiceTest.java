package dev.skipjack.runtime.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipjack.runtime.kernel.elementwise.AddSpec;
import dev.skipjack.runtime.kernel.movement.CopySpec;
import dev.skipjack.runtime.random.LayerStream;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;

/** Who is chosen, and what users are told of it. */
class KernelChoiceTest {
  private static final KernelFactory COPIES = only(CopySpec.class);
  private static final KernelFactory ADDS = only(AddSpec.class, CopySpec.class);

  @SafeVarargs
  private static KernelFactory only(Class<? extends OpSpec>... specs) {
    KernelTable table = new KernelTable();
    for (Class<? extends OpSpec> spec : specs) {
      table.add(spec, any -> operands -> () -> {});
    }
    return new KernelFactory() {
      @Override
      public <K> Optional<K> prepare(KernelSpec<K> spec, LayerStream layer) {
        return table.prepare(spec, layer);
      }
    };
  }

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
      kernels.step(new AddSpec());
      kernels.step(new CopySpec());
      assertThat(kernels.choices())
          .containsExactly(new KernelChoice("add", "slow"), new KernelChoice("copy", "fast"));
    }
  }

  @Test
  void aForcedProviderHasNoSubstitute() {
    List<KernelProvider> providers = List.of(new Fake("fast", null, COPIES), SLOW);
    try (Kernels kernels = Kernels.open(providers, "fast", DataType.FLOAT, 1)) {
      assertThatThrownBy(() -> kernels.step(new AddSpec()))
          .hasMessage(
              "fast has no kernel add, and -Dskipjack.kernels=fast forbids others: leave it out, and"
                  + " the next provider serves what fast lacks");
    }
  }

  @Test
  void aKernelThatNobodyHasIsNamed() {
    List<KernelProvider> providers = List.of(new Fake("fast", null, COPIES));
    try (Kernels kernels = Kernels.open(providers, null, DataType.FLOAT, 1)) {
      assertThatThrownBy(() -> kernels.step(new AddSpec()))
          .hasMessage("no provider has the kernel add");
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
