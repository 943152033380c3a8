package dev.skipjack.runtime.kernel.simd.convolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.skipjack.runtime.kernel.Layout;
import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.simd.algorithm.ConvolutionMethod;
import dev.skipjack.runtime.kernel.simd.lanes.Lanes;
import dev.skipjack.runtime.kernel.simd.maps.Layouts;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.TestWorkers;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How 3 x 3 convolutions of blocks are computed. */
class AlgorithmChoiceTest {
  /** The last ones of ResNets alone and in pairs, those before, small ones, and larger maps. */
  @ParameterizedTest
  @CsvSource({
    "512, 1, 7, WINOGRAD_ROWS",
    "512, 1, 8, WINOGRAD_ROWS",
    "512, 2, 7, WINOGRAD",
    "512, 8, 7, WINOGRAD",
    "256, 1, 14, WINOGRAD",
    "64, 128, 8, WINOGRAD",
    "512, 1, 9, BLOCKED"
  })
  void inBlocks(int channels, int images, int side, ConvolutionMethod expected) {
    assumeTrue(Lanes.LENGTH == 16, "the costs were measured there");
    assertThat(chosen(null, channels, images, side)).isEqualTo(expected);
  }

  /** Along rows alone where it is wanted and can be, also where another is faster. */
  @ParameterizedTest
  @CsvSource({"512, 2, 7, WINOGRAD_ROWS", "32, 8, 8, WINOGRAD_ROWS", "64, 1, 3, WINOGRAD_ROWS"})
  void whatIsWanted(int channels, int images, int side, ConvolutionMethod wanted) {
    assertThat(chosen(wanted, channels, images, side)).isEqualTo(wanted);
    assertThat(chosen(wanted, channels, images, 9)).isNotEqualTo(wanted);
  }

  private static ConvolutionMethod chosen(
      ConvolutionMethod wanted, int channels, int images, int side) {
    ConvolutionSpec spec = new ConvolutionSpec(channels, channels, 3, 1, 1, 1, 1, false);
    Layouts blocks = new Layouts(Layout.BLOCKS, Layout.BLOCKS);
    return AlgorithmChoice.of(
            spec,
            blocks,
            null,
            false,
            wanted,
            images,
            side,
            side,
            false,
            TestWorkers.of(1),
            new Scratch())
        .method;
  }
}
