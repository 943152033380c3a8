package dev.skipjack.runtime.kernel.simd.linear;

import static dev.skipjack.runtime.kernel.Operand.BIAS;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT;
import static dev.skipjack.runtime.kernel.simd.product.PackedMatrix.ROWS;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.PreparedParameters.Slot;
import dev.skipjack.runtime.kernel.linear.LinearSpec;
import dev.skipjack.runtime.kernel.simd.maps.Memory;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.product.PackedMatrix;
import dev.skipjack.runtime.kernel.simd.threads.Parts;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import java.util.Arrays;

/**
 * A linear layer of few images whose weights are constants, packed once. Parts are blocks of output
 * features; all images pass the weights of a block, which come from memory once.
 */
final class PackedLinear implements Workers.Task {
  private static final int X = 0;
  private static final int Y = 1;

  private final Slot<PackedMatrix> slot;
  private final Workers workers;
  private final Memory weight;
  private final Memory bias;
  private final Planes input;
  private final Planes output;
  private final int rows;
  private final int columns;
  private final int depth;
  private final int blocks;

  /** Whether images are read where they lie. */
  private final boolean isInPlace;

  private PackedMatrix matrix;
  private int parts;

  PackedLinear(LinearSpec spec, Operands operands, Slot<PackedMatrix> slot, Workers workers) {
    this.slot = slot;
    this.workers = workers;
    this.weight = Memory.of(operands, WEIGHT);
    this.bias = Memory.of(operands, BIAS);
    this.input = Planes.of(operands, INPUT);
    this.output = Planes.of(operands, OUTPUT);
    this.rows = spec.outFeatures();
    this.columns = spec.inFeatures();
    this.depth = PackedMatrix.depth(columns);
    this.blocks = PackedMatrix.blocks(rows);
    this.isInPlace = input.isOnHeap() && depth == columns;
  }

  /**
   * @param asForOne whether results must not depend on the other images
   */
  boolean takes(boolean asForOne) {
    return asForOne || input.images <= PackedMatrix.MOST_VECTORS;
  }

  void run() {
    PackedMatrix known = slot.get();
    matrix = known != null ? known : slot.get(this::pack);
    parts = Parts.ofFloats(blocks, (double) depth * ROWS);
    workers.run(parts, this);
    matrix = null;
  }

  private PackedMatrix pack() {
    float[] biases = bias == null ? null : new float[rows];
    if (bias != null) {
      bias.read(0, biases, 0, rows);
    }
    return PackedMatrix.of(weight, rows, columns, biases);
  }

  @Override
  public void run(int part, Scratch scratch) {
    float[] x = isInPlace ? input.array(null) : staged(scratch);
    float[] y = scratch.floats(Y, 2 * ROWS);
    int images = input.images;
    int end = Parts.first(part + 1, parts, blocks);
    for (int block = Parts.first(part, parts, blocks); block < end; block++) {
      int first = block * ROWS;
      int count = Math.min(ROWS, rows - first);
      int image = 0;
      for (; image + 1 < images; image += 2) {
        matrix.multiplyTwo(block, x, at(image), at(image + 1), y, 0);
        output.write(image, first, 0, y, 0, count);
        output.write(image + 1, first, 0, y, ROWS, count);
      }
      if (image < images) {
        matrix.multiply(block, x, at(image), y, 0);
        output.write(image, first, 0, y, 0, count);
      }
    }
  }

  /** Where an image begins. */
  private int at(int image) {
    return isInPlace ? input.index(image, 0, 0) : image * depth;
  }

  /** All images, with zeros behind each. */
  private float[] staged(Scratch scratch) {
    float[] x = scratch.floats(X, input.images * depth);
    for (int image = 0; image < input.images; image++) {
      int at = image * depth;
      input.read(image, 0, 0, x, at, columns);
      Arrays.fill(x, at + columns, at + depth, 0);
    }
    return x;
  }
}
