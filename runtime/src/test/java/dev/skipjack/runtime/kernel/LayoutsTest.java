package dev.skipjack.runtime.kernel;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.convolution.FoldedConvolutionSpec;
import dev.skipjack.runtime.kernel.movement.ReorderSpec;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Where maps in blocks lie, and what specs say of channels that fill none. */
class LayoutsTest {
  private static final ConvolutionSpec STEM = new ConvolutionSpec(3, 16, 3, 1, 1, 1, 1, false);

  static List<Backend> backends() {
    return Backend.all();
  }

  /** Image 1, channel 18, row 1, column 2 of [2, 32, 2, 3]: second image, second block. */
  @ParameterizedTest
  @MethodSource("backends")
  void theChannelsOfAPixelLieSideBySide(Backend backend) {
    INDArray x = Nd4j.arange(2 * 32 * 2 * 3).castTo(backend.type()).reshape(2, 32, 2, 3);
    INDArray out = x.ulike();
    INDArray again = x.ulike();
    try (Kernels kernels = backend.open()) {
      kernels
          .step(new ReorderSpec(Layout.PLANES, Layout.BLOCKS, 32))
          .bind(new Operands().with(INPUT, x).with(OUTPUT, out))
          .run();
      kernels
          .step(new ReorderSpec(Layout.BLOCKS, Layout.PLANES, 32))
          .bind(new Operands().with(INPUT, out).with(OUTPUT, again))
          .run();
    }
    long place = ((((1 * 2 + 1) * 2 + 1) * 3) + 2) * 16 + 2;
    assertThat(out.data().getDouble(place)).isEqualTo(x.getDouble(1, 18, 1, 2));
    assertThat(again).isEqualTo(x);
  }

  @Test
  void onlyMultiplesOf16LieInBlocks() {
    assertThat(Arrays.stream(Layout.values()).allMatch(layout -> layout.takes(48))).isTrue();
    assertThat(Layout.PLANES.takes(3)).isTrue();
    assertThat(Layout.BLOCKS.takes(24)).isFalse();
    assertThatThrownBy(() -> folded(Layout.BLOCKS, Layout.PLANES))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "maps lie in blocks of 16 channels if these are a multiple of 16, got 3 channels");
    assertThat(folded(Layout.PLANES, Layout.BLOCKS).output()).isEqualTo(Layout.BLOCKS);
    assertThatThrownBy(() -> new ReorderSpec(Layout.PLANES, Layout.BLOCKS, 24))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got 24 channels");
    assertThatThrownBy(() -> new ReorderSpec(Layout.BLOCKS, Layout.BLOCKS, 32))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got BLOCKS twice");
  }

  private static FoldedConvolutionSpec folded(Layout input, Layout output) {
    return new FoldedConvolutionSpec(STEM, null, null, false, null, input, output);
  }
}
