package dev.skipjack.runtime.kernel;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

/** Winograd's algorithm along rows alone, wherever it can, against naive loops. */
class RowConvolutionTest {
  static Stream<Arguments> variants() {
    return Stream.of(Arguments.of(1, 512), Arguments.of(3, 256), Arguments.of(2, 128));
  }

  @ParameterizedTest
  @MethodSource("variants")
  void agrees(int threads, int bits) {
    KernelProvider provider = LoadedProviders.fast(threads, bits, "NaN", "winograd-rows");
    assumeTrue(provider.unavailableReason(DataType.FLOAT).isEmpty()); // as beside CUDA
    try (Kernels kernels =
        Kernels.open(List.of(new SharedKernels(provider)), null, DataType.FLOAT, 1)) {
      KernelReuseTest.forEachServed(
          BlockCases.alongRows(),
          check -> {
            check.run(kernels, DataType.FLOAT, false);
            check.runAgain(kernels, DataType.FLOAT, true);
          });
    }
  }
}
