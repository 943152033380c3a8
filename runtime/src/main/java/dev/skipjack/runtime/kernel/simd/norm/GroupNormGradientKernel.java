package dev.skipjack.runtime.kernel.simd.norm;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.simd.lanes.Reductions;
import dev.skipjack.runtime.kernel.simd.lanes.Vectors;
import dev.skipjack.runtime.kernel.simd.maps.GroupTask;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import jdk.incubator.vector.FloatVector;

/**
 * {@code r·(γ·g - mean of γ·g - x̂·mean of γ·g·x̂)}, the means over a group; of layer norm where
 * there is one pixel.
 */
public final class GroupNormGradientKernel extends GroupTask implements Runnable {
  private static final int GRADIENT = FREE;
  private static final int SCALED = FREE + 1;
  private static final int RESULT = FREE + 2;

  private final Planes gradient;
  private final Planes toInput;
  private final ImageNorm norm;
  private final NormSums sums;

  public GroupNormGradientKernel(
      int groups, double epsilon, Operands operands, Workers workers, Scratch shared) {
    super(Planes.of(operands, INPUT), groups, epsilon, workers);
    this.gradient = Planes.of(operands, OUTPUT_GRADIENT);
    this.toInput = Planes.of(operands, INPUT_GRADIENT);
    this.norm = new ImageNorm(gradient.channels, operands);
    this.sums = new NormSums(gradient.channels, operands, shared);
  }

  @Override
  public void run() {
    norm.read();
    visitGroups();
    sums.write();
  }

  @Override
  protected void begin(int parts) {
    sums.clear(parts);
  }

  @Override
  protected void visit(
      int part, Scratch scratch, int image, int channel, float mean, float inverse) {
    double sum = 0;
    double product = 0;
    for (long from = 0; from < floats; from += PIECE) {
      float[] x = again(scratch, image, channel, from);
      float[] g = read(gradient, scratch, GRADIENT, image, channel, from);
      int count = count(from);
      if (pixels == 1) {
        float[] scaled = scratch.floats(SCALED, CAPACITY);
        scaleRow(g, channel + (int) from, count, 1, scaled);
        sum += Reductions.longSum(scaled, 0, 0, count);
        product += Reductions.longProduct(x, 0, mean, scaled, 0, count);
        for (int i = 0; i < count && sums.wanted; i++) {
          sums.add(part, channel + (int) from + i, g[i], (double) (x[i] - mean) * inverse * g[i]);
        }
      } else {
        for (int at = 0, end; at < count; at = end) {
          int of = channel(from + at);
          end = end(from, of);
          double ofGradient = Reductions.longSum(g, at, 0, end - at);
          double ofProduct = Reductions.longProduct(x, at, mean, g, at, end - at);
          sum += norm.gamma[channel + of] * ofGradient;
          product += norm.gamma[channel + of] * ofProduct;
          if (sums.wanted) {
            sums.add(part, channel + of, ofGradient, ofProduct * inverse);
          }
        }
      }
    }
    if (toInput != null) {
      float offset = (float) (-inverse * sum / floats);
      float slope = (float) (-inverse * product / floats * inverse * inverse);
      writeInput(scratch, image, channel, mean, inverse, slope, offset);
    }
  }

  private void writeInput(
      Scratch scratch,
      int image,
      int channel,
      float mean,
      float inverse,
      float slope,
      float offset) {
    float[] scaled = scratch.floats(SCALED, CAPACITY);
    float[] result = scratch.floats(RESULT, CAPACITY);
    for (long from = 0; from < floats; from += PIECE) {
      float[] x = again(scratch, image, channel, from);
      float[] g =
          floats <= PIECE
              ? scratch.floats(GRADIENT, CAPACITY)
              : read(gradient, scratch, GRADIENT, image, channel, from);
      int count = count(from);
      if (pixels == 1) {
        scaleRow(g, channel + (int) from, count, inverse, scaled);
      } else {
        for (int at = 0, end; at < count; at = end) {
          int of = channel(from + at);
          end = end(from, of);
          Vectors.scale(g, at, norm.gamma[channel + of] * inverse, scaled, at, end - at);
        }
      }
      Vectors.affine(x, 0, mean, slope, offset, result, 0, count);
      Vectors.add(result, 0, scaled, 0, result, 0, count);
      write(toInput, image, channel, from, result);
    }
  }

  /** {@code γ·g·factor}, each element of a channel of its own. */
  private void scaleRow(float[] g, int channel, int count, float factor, float[] to) {
    for (int i = 0; i < count; i += LENGTH) {
      FloatVector.fromArray(SPECIES, norm.gamma, channel + i)
          .mul(factor)
          .mul(FloatVector.fromArray(SPECIES, g, i))
          .intoArray(to, i);
    }
  }
}
