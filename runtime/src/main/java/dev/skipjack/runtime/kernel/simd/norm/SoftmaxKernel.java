package dev.skipjack.runtime.kernel.simd.norm;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.simd.activation.Exponentials;
import dev.skipjack.runtime.kernel.simd.maps.PixelTask;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import jdk.incubator.vector.FloatVector;

/** Softmax over the channels of each pixel of a map: vectors are pixels beside each other. */
public final class SoftmaxKernel extends PixelTask implements Runnable {
  /** Floats of an array of a piece, which stays in the second-level cache. */
  static final int PIECE_FLOATS = 48 * 1024;

  private static final int X = 0;

  private final Planes input;
  private final Planes output;

  public SoftmaxKernel(Operands operands, Workers workers) {
    super(workers, PIECE_FLOATS);
    this.input = Planes.of(operands, INPUT);
    this.output = Planes.of(operands, OUTPUT);
  }

  @Override
  public void run() {
    visitPieces(input);
  }

  @Override
  protected void visit(int part, Scratch scratch, int image, int pixel, int count) {
    float[] x = read(input, image, pixel, count, scratch, X);
    for (int i = 0; i < pitch; i += LENGTH) {
      softmax(x, i, channels, pitch);
    }
    write(output, image, pixel, count, x);
  }

  /** Of a vector of columns, {@code rows} values each, a row every {@code stride} floats. */
  public static void softmax(float[] x, int at, int rows, int stride) {
    int end = at + rows * stride;
    FloatVector most = FloatVector.fromArray(SPECIES, x, at);
    for (int i = at + stride; i < end; i += stride) {
      most = most.max(FloatVector.fromArray(SPECIES, x, i));
    }
    FloatVector sum = FloatVector.zero(SPECIES);
    for (int i = at; i < end; i += stride) {
      FloatVector power = Exponentials.exp(FloatVector.fromArray(SPECIES, x, i).sub(most));
      power.intoArray(x, i);
      sum = sum.add(power);
    }
    FloatVector inverse = FloatVector.broadcast(SPECIES, 1).div(sum);
    for (int i = at; i < end; i += stride) {
      FloatVector.fromArray(SPECIES, x, i).mul(inverse).intoArray(x, i);
    }
  }
}
