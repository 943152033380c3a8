package dev.skipjack.runtime.kernel.simd.linear;

import static dev.skipjack.runtime.kernel.Operand.BIAS;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.PreparedParameters.Slot;
import dev.skipjack.runtime.kernel.linear.LinearSpec;
import dev.skipjack.runtime.kernel.simd.lanes.Lanes;
import dev.skipjack.runtime.kernel.simd.maps.Memory;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.product.PackedMatrix;
import dev.skipjack.runtime.kernel.simd.threads.Caches;
import dev.skipjack.runtime.kernel.simd.threads.Parts;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import java.util.Arrays;
import java.util.function.BooleanSupplier;

/**
 * Dot products of images and rows of weights, both as they lie in memory: the weights, which are
 * most of the memory, are read once and packed nowhere. Parts are some output features. A network
 * that predicts packs small weights once, for all that share its parameters, and computes few
 * images by {@link PackedLinear}.
 */
public final class LinearKernel implements Runnable {
  private static final int X = 0;
  private static final int WEIGHTS = 1;
  private static final int SUMS = 2;

  /** Floats of the images' part that stays in the second-level cache while weights pass. */
  private static final int IMAGE_FLOATS = Caches.ofSecondLevel(1 << 16);

  private static final int MOST_DEPTH = 2048;

  /** Output features of a part for each image, whose features every part reads. */
  private static final int ROWS_FOR_IMAGE = 4;

  /**
   * Weights of which a network that predicts keeps a second copy. Those of VGG's first layers would
   * double what it takes.
   */
  private static final long MOST_PACKED = 3 << 20;

  /**
   * Which of a network's kernels packs.
   *
   * @param number among the linear layers of the network
   */
  public record Key(int number, LinearSpec spec) {}

  /** Null where weights are not packed. */
  private final PackedLinear packed;

  private final LinearSpec spec;
  private final BooleanSupplier asForOne;
  private final Workers workers;
  private final Workers.Task task = this::products;
  private final float[] bias;
  private final Planes input;
  private final Memory weight;
  private final Memory biases;
  private final Planes output;
  private int parts;

  /**
   * @param slot for the packed weights; null if weights change from run to run
   * @param asForOne whether results do not depend on the other images of a batch: they do on where
   *     their sums are cut
   */
  public LinearKernel(
      LinearSpec spec,
      Slot<PackedMatrix> slot,
      BooleanSupplier asForOne,
      Operands operands,
      Workers workers) {
    this.packed =
        slot != null && packs(spec) ? new PackedLinear(spec, operands, slot, workers) : null;
    this.spec = spec;
    this.asForOne = asForOne;
    this.workers = workers;
    this.bias = new float[spec.outFeatures()];
    this.input = Planes.of(operands, INPUT);
    this.weight = Memory.of(operands, WEIGHT);
    this.biases = Memory.of(operands, BIAS);
    this.output = Planes.of(operands, OUTPUT);
  }

  /** Not what is too large, nor a few rows, which packed would be as large as a block of many. */
  private static boolean packs(LinearSpec spec) {
    long size = PackedMatrix.size(spec.outFeatures(), spec.inFeatures());
    return size <= MOST_PACKED && size <= 2L * spec.inFeatures() * spec.outFeatures();
  }

  @Override
  public void run() {
    if (packed != null && packed.takes(asForOne.getAsBoolean())) {
      packed.run();
      return;
    }
    if (spec.bias()) {
      biases.read(0, bias, 0, bias.length);
    }
    int rows = Math.max(Dots.ROWS, ROWS_FOR_IMAGE * input.images);
    int blocks = (spec.outFeatures() + rows - 1) / rows;
    parts = Parts.ofFloats(blocks, (double) spec.inFeatures() * rows);
    workers.run(parts, task);
  }

  private void products(int part, Scratch scratch) {
    int first = Parts.first(part, parts, spec.outFeatures());
    int rows = Parts.first(part + 1, parts, spec.outFeatures()) - first;
    int images = Lanes.roundUp(input.images, Dots.IMAGES);
    int together = asForOne.getAsBoolean() ? Dots.IMAGES : images;
    int depth = Math.max(Lanes.LENGTH, Math.min(MOST_DEPTH, IMAGE_FLOATS / together));
    depth = Math.min(spec.inFeatures(), Lanes.roundUp(depth, Lanes.LENGTH));
    int sumsStride = Lanes.roundUp(rows, Dots.ROWS);
    float[] sums = scratch.floats(SUMS, images * sumsStride);
    for (int image = 0; image < images; image++) {
      System.arraycopy(bias, first, sums, image * sumsStride, rows);
    }
    for (int at = 0; at < spec.inFeatures(); at += depth) {
      addPiece(scratch, first, rows, at, Math.min(depth, spec.inFeatures() - at), sumsStride);
    }
    for (int image = 0; image < input.images; image++) {
      output.write(image, first, 0, sums, image * sumsStride, rows);
    }
  }

  /** The products' share of the input features from {@code at} on. */
  private void addPiece(Scratch scratch, int first, int rows, int at, int depth, int sumsStride) {
    int images = Lanes.roundUp(input.images, Dots.IMAGES);
    int stride = Lanes.roundUp(depth, Lanes.LENGTH);
    float[] x = scratch.floats(X, images * stride);
    float[] w = scratch.floats(WEIGHTS, Dots.ROWS * stride);
    float[] sums = scratch.floats(SUMS, images * sumsStride);
    Arrays.fill(x, 0, images * stride, 0);
    Arrays.fill(w, 0, Dots.ROWS * stride, 0);
    for (int image = 0; image < input.images; image++) {
      input.read(image, at, 0, x, image * stride, depth);
    }
    for (int row = 0; row < rows; row += Dots.ROWS) {
      for (int r = 0; r < Dots.ROWS && row + r < rows; r++) {
        weight.read((long) (first + row + r) * spec.inFeatures() + at, w, r * stride, depth);
      }
      for (int image = 0; image < images; image += Dots.IMAGES) {
        Dots.add(w, x, image * stride, stride, sums, image * sumsStride + row, sumsStride);
      }
    }
  }
}
