package dev.skipjack.runtime.kernel.simd.norm;

import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;
import static dev.skipjack.runtime.kernel.simd.maps.Blocks.SIZE;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.simd.maps.Blocks;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/** {@link LayerNormGradientKernel} of maps in blocks. */
public final class LayerNormGradientBlocksKernel extends LayerNormBlocksTask implements Runnable {
  private static final int GRADIENT = FREE;
  private static final int SUMS = FREE + 1;
  private static final int PRODUCTS = FREE + 2;
  private static final int OF_CHANNELS = FREE + 3;
  private static final int SHARES = FREE + 4;

  private final Blocks gradient;
  private final Blocks toInput;
  private final ImageNorm norm;
  private final NormSums sums;

  public LayerNormGradientBlocksKernel(
      double epsilon, Operands operands, Workers workers, Scratch shared) {
    super(epsilon, operands, workers);
    this.gradient = Blocks.of(operands, OUTPUT_GRADIENT);
    this.toInput = Blocks.of(operands, INPUT_GRADIENT);
    this.norm = new ImageNorm(blocks * SIZE, operands);
    this.sums = new NormSums(blocks * SIZE, operands, shared);
  }

  @Override
  public void run() {
    norm.read();
    visitPieces();
    sums.write();
  }

  @Override
  void begin(int parts) {
    sums.clear(parts);
  }

  @Override
  void visit(int part, Scratch scratch, int image, int pixel, int count, float[] x, float[] means) {
    float[] inverses = inverses(scratch);
    float[] g = read(gradient, image, pixel, count, scratch, GRADIENT);
    float[] ofPixels = zeros(scratch, SUMS);
    float[] products = zeros(scratch, PRODUCTS);
    float[] ofChannels = scratch.floats(OF_CHANNELS, 2 * SIZE);
    for (int block = 0; block < blocks; block++) {
      sum(block, x, g, count, means, inverses, ofPixels, products, ofChannels);
      for (int c = 0; c < SIZE && sums.wanted; c++) {
        sums.add(part, block * SIZE + c, ofChannels[c], ofChannels[SIZE + c]);
      }
    }
    if (toInput == null) {
      return;
    }
    float[] slopes = scratch.floats(SHARES, PIECE);
    share(ofPixels, count, means, scratch);
    share(products, count, slopes, scratch);
    for (int block = 0; block < blocks; block++) {
      toInput(block, x, g, count, means, slopes, inverses);
      toInput.write(image, block, pixel, g, block * PIECE * SIZE, count);
    }
  }

  private static float[] zeros(Scratch scratch, int slot) {
    float[] values = scratch.floats(slot, PIECE * SIZE);
    Arrays.fill(values, 0, PIECE * SIZE, 0);
    return values;
  }

  /**
   * Normalises x in place.
   *
   * @param ofPixels to which γ·g are added
   * @param products to which γ·g·x̂ are added
   * @param ofChannels overwritten: 16 sums of g, and 16 of g·x̂
   */
  private void sum(
      int block,
      float[] x,
      float[] g,
      int count,
      float[] means,
      float[] inverses,
      float[] ofPixels,
      float[] products,
      float[] ofChannels) {
    for (int lane = 0; lane < SIZE; lane += LENGTH) {
      FloatVector gamma = FloatVector.fromArray(SPECIES, norm.gamma, block * SIZE + lane);
      FloatVector ofGradient = FloatVector.zero(SPECIES);
      FloatVector ofProduct = FloatVector.zero(SPECIES);
      int at = block * PIECE * SIZE;
      for (int p = 0, i = lane; p < count; p++, i += SIZE) {
        FloatVector seen = FloatVector.fromArray(SPECIES, x, at + i).sub(means[p]).mul(inverses[p]);
        FloatVector d = FloatVector.fromArray(SPECIES, g, at + i);
        FloatVector h = d.mul(gamma);
        ofGradient = ofGradient.add(d);
        ofProduct = d.fma(seen, ofProduct);
        FloatVector.fromArray(SPECIES, ofPixels, i).add(h).intoArray(ofPixels, i);
        h.fma(seen, FloatVector.fromArray(SPECIES, products, i)).intoArray(products, i);
        seen.intoArray(x, at + i);
      }
      ofGradient.intoArray(ofChannels, lane);
      ofProduct.intoArray(ofChannels, SIZE + lane);
    }
  }

  /** Over g, from x normalised. */
  private void toInput(
      int block, float[] x, float[] g, int count, float[] means, float[] slopes, float[] inverses) {
    for (int lane = 0; lane < SIZE; lane += LENGTH) {
      FloatVector gamma = FloatVector.fromArray(SPECIES, norm.gamma, block * SIZE + lane);
      for (int p = 0, i = block * PIECE * SIZE + lane; p < count; p++, i += SIZE) {
        FloatVector part = FloatVector.fromArray(SPECIES, x, i).mul(slopes[p]).add(means[p]);
        FloatVector h = FloatVector.fromArray(SPECIES, g, i).mul(gamma);
        h.sub(part).mul(inverses[p]).intoArray(g, i);
      }
    }
  }
}
