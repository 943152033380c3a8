package dev.skipjack.runtime.kernel.simd.norm;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.simd.lanes.Vectors;
import dev.skipjack.runtime.kernel.simd.maps.GroupTask;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import jdk.incubator.vector.FloatVector;

/** Group norm; layer norm where there is one pixel, which is a group of all channels. */
public final class GroupNormKernel extends GroupTask implements Runnable {
  private static final int OUT = FREE;

  private final Planes output;
  private final ImageNorm norm;

  public GroupNormKernel(int groups, double epsilon, Operands operands, Workers workers) {
    super(Planes.of(operands, INPUT), groups, epsilon, workers);
    this.output = Planes.of(operands, OUTPUT);
    this.norm = new ImageNorm(output.channels, operands);
  }

  @Override
  public void run() {
    norm.read();
    visitGroups();
  }

  @Override
  protected void visit(
      int part, Scratch scratch, int image, int channel, float mean, float inverse) {
    float[] out = scratch.floats(OUT, CAPACITY);
    for (long from = 0; from < floats; from += PIECE) {
      float[] x = again(scratch, image, channel, from);
      int count = count(from);
      if (pixels == 1) {
        normalizeRow(x, channel + (int) from, count, mean, inverse, out);
      } else {
        for (int at = 0, end; at < count; at = end) {
          int of = channel(from + at);
          end = end(from, of);
          float scale = norm.gamma[channel + of] * inverse;
          Vectors.affine(x, at, mean, scale, norm.beta[channel + of], out, at, end - at);
        }
      }
      write(output, image, channel, from, out);
    }
  }

  /** Each element is a channel of its own. */
  private void normalizeRow(
      float[] x, int channel, int count, float mean, float inverse, float[] out) {
    for (int i = 0; i < count; i += LENGTH) {
      FloatVector scale = FloatVector.fromArray(SPECIES, norm.gamma, channel + i).mul(inverse);
      FloatVector.fromArray(SPECIES, x, i)
          .sub(mean)
          .fma(scale, FloatVector.fromArray(SPECIES, norm.beta, channel + i))
          .intoArray(out, i);
    }
  }
}
