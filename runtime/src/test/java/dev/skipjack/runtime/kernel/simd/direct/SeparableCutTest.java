package dev.skipjack.runtime.kernel.simd.direct;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipjack.runtime.kernel.Layout;
import dev.skipjack.runtime.kernel.activation.ActivationSpec;
import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.convolution.FoldedConvolutionSpec;
import dev.skipjack.runtime.kernel.convolution.SeparableConvolutionSpec;
import dev.skipjack.runtime.kernel.simd.product.PointwiseProduct;
import org.junit.jupiter.api.Test;

/** Into what units separable convolutions of mobile networks are cut. */
public class SeparableCutTest {
  private static FoldedConvolutionSpec folded(int in, int out, int kernel, int groups) {
    ConvolutionSpec spec = new ConvolutionSpec(in, out, kernel, 1, kernel / 2, 1, groups, true);
    return new FoldedConvolutionSpec(spec, null, null, false, ActivationSpec.RELU);
  }

  private static SeparableCut cut(int in, int hidden, int out, int images, int size) {
    SeparableConvolutionSpec spec =
        new SeparableConvolutionSpec(
            in == 0 ? null : folded(in, hidden, 1, 1),
            folded(hidden, hidden, 3, hidden),
            out == 0 ? null : folded(hidden, out, 1, 1),
            Layout.BLOCKS,
            Layout.BLOCKS);
    return new SeparableCut(spec, images, size, size);
  }

  @Test
  void rowsOfAnImageAreSharedByTwoThreads() {
    SeparableCut cut = cut(0, 128, 128, 1, 56);
    assertThat(cut.together).isFalse();
    assertThat(cut.bands % 2).isZero();
    assertThat(cut.row(cut.bands / 2)).isEqualTo(28);
    assertThat(cut.row(cut.bands)).isEqualTo(56);
  }

  @Test
  void manyWeightsForFewPixelsAreReadOnce() {
    SeparableCut cut = cut(0, 1024, 1024, 1, 7);
    assertThat(cut.together).isTrue();
    assertThat(cut.chunkPixels).isGreaterThanOrEqualTo(49);
    assertThat(cut.projectParts).isEqualTo(1024 / PointwiseProduct.COLUMNS);
  }

  @Test
  void manyImagesAreUnits() {
    SeparableCut cut = cut(64, 384, 64, 8, 14);
    assertThat(cut.together).isFalse();
    assertThat(cut.bands).isOne();
    assertThat(cut.parts).isEqualTo(8);
  }

  @Test
  void whatIsNotProjectedHasUnitsOfFewChannels() {
    SeparableCut cut = cut(80, 480, 0, 1, 14);
    assertThat(cut.together).isFalse();
    assertThat(cut.groups).isGreaterThan(1);
  }
}
