package dev.skipjack.runtime.kernel.simd.direct;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipjack.runtime.kernel.simd.product.PointwiseProduct;
import org.junit.jupiter.api.Test;

/** Into what units 1 x 1 convolutions with a gate are cut. */
public class PointwiseCutTest {
  private static final int MOST_TILES = 8;

  private static PointwiseCut cut(int depth, int blocks, int pixels, boolean mayShare) {
    return new PointwiseCut(depth, blocks * PointwiseProduct.COLUMNS, pixels, mayShare, MOST_TILES);
  }

  /** Each of twenty blocks would copy all pixels again. */
  @Test
  void manyBlocksOfFewPixelsShareWhatIsGated() {
    PointwiseCut cut = cut(1920, 20, 49, true);
    assertThat(cut.together()).isTrue();
    assertThat(cut.parts()).isEven();
  }

  @Test
  void whatMayNotBeSharedIsNot() {
    assertThat(cut(1920, 20, 49, false).together()).isFalse();
  }

  /** Chunks of pixels are parts enough, and copied once for all of their output channels. */
  @Test
  void manyPixelsAreChunks() {
    PointwiseCut cut = cut(96, 2, 56 * 56, true);
    assertThat(cut.together()).isFalse();
    assertThat(cut.groupBlocks()).isEqualTo(2);
    assertThat(cut.parts()).isGreaterThanOrEqualTo(8);
  }
}
