package dev.skipjack.runtime.kernel.simd.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.skipjack.runtime.kernel.Layout;
import dev.skipjack.runtime.kernel.simd.SimdProvider;
import dev.skipjack.runtime.kernel.simd.maps.Blocks;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Any number of pixels has a register tile that fits, and each pixel the bits that it has alone.
 */
class BlockedProductTest {
  private static final int DEPTH = 20;
  private static final int MOST = 33;
  private static final int COLUMNS = BlockedProduct.COLUMNS;

  private static float[] random(int length) {
    SplittableRandom random = new SplittableRandom(length);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) (2 * random.nextDouble() - 1);
    }
    return values;
  }

  @Test
  void everyNumberOfPixelsOfAMapInBlocks() {
    assumeTrue(new SimdProvider().unavailableReason(DataType.FLOAT).isEmpty());
    int stride = (MOST + BlockedProduct.PIXELS) * Blocks.SIZE;
    float[] weights = random(DEPTH * COLUMNS);
    float[] map = random(2 * stride);
    int[] offsets = new int[DEPTH];
    Arrays.setAll(offsets, d -> d / Blocks.SIZE * stride + d % Blocks.SIZE);
    BlockedProduct product = new BlockedProduct(1, Layout.BLOCKS);
    for (int wanted : new int[] {COLUMNS, COLUMNS / 2}) {
      float[][] alone = new float[MOST][BlockedProduct.size(1)];
      for (int p = 0; p < MOST; p++) {
        int at = p * Blocks.SIZE;
        product.products(weights, 0, map, at, offsets, DEPTH, 1, wanted, alone[p], 0);
        for (int c = 0; c < wanted; c++) {
          double sum = 0;
          for (int d = 0; d < DEPTH; d++) {
            sum += (double) map[at + offsets[d]] * weights[d * COLUMNS + c];
          }
          assertThat((double) alone[p][c]).isCloseTo(sum, within(1e-5));
        }
      }
      for (int pixels = 1; pixels <= MOST; pixels++) {
        float[] all = new float[BlockedProduct.size(pixels)];
        product.products(weights, 0, map, 0, offsets, DEPTH, pixels, wanted, all, 0);
        for (int p = 0; p < pixels; p++) {
          assertThat(Arrays.copyOfRange(all, p * COLUMNS, p * COLUMNS + wanted))
              .as("pixel %d of %d", p, pixels)
              .isEqualTo(Arrays.copyOf(alone[p], wanted));
        }
        assertThat(BlockedProduct.computed(pixels, wanted))
            .isBetween(pixels, pixels + BlockedProduct.PIXELS - 1);
      }
    }
  }
}
