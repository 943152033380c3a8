package dev.skipjack.runtime.kernel.simd.pool;

import static dev.skipjack.runtime.kernel.Operand.BETA_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.GAMMA_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.MEAN_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.VARIANCE_GRADIENT;
import static dev.skipjack.runtime.kernel.simd.maps.Blocks.SIZE;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.norm.NormalizeSpec;
import dev.skipjack.runtime.kernel.pool.PoolSpec;
import dev.skipjack.runtime.kernel.simd.fusion.BatchNorm;
import dev.skipjack.runtime.kernel.simd.fusion.InputGradient;
import dev.skipjack.runtime.kernel.simd.maps.Blocks;
import dev.skipjack.runtime.kernel.simd.maps.Memory;
import dev.skipjack.runtime.kernel.simd.threads.Parts;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import dev.skipjack.runtime.kernel.simd.threads.Workers;
import java.util.Arrays;

/**
 * The gradient of a pool of maps in blocks, and of what its input passed before. Each row of
 * windows adds to some rows of the input's gradient, which stay in the first-level cache; those
 * that no other windows reach are passed on.
 */
abstract class PoolGradientBlocksTask implements Workers.Task, Runnable {
  private static final int SUMS = 0;
  private static final int GRADIENT = 1;

  /** Slots from here on are the subclass's own. */
  static final int OWN = 2;

  final PoolSpec spec;
  final boolean normalizes;
  final InputGradient through;
  final Blocks input;
  final Blocks output;
  final Windows windows;
  private final Workers workers;
  private final BatchNorm passed;
  private final Blocks gradient;
  private final Blocks toInput;
  private final Memory toMean;
  private final Memory toVariance;
  private final Memory toGamma;
  private final Memory toBeta;

  /** Rows of sums, of which each row of pixels has one, in turn. */
  private final int sumRows;

  /** Floats of a row of pixels. */
  final int line;

  private int parts;

  /**
   * @param norm what the input passed, or null
   */
  PoolGradientBlocksTask(
      PoolSpec spec, NormalizeSpec norm, Operands operands, Workers workers, Scratch shared) {
    this.spec = spec;
    this.normalizes = norm != null;
    this.through = new InputGradient(norm, normalizes ? norm.channels() : 0, false, shared);
    this.workers = workers;
    this.input = Blocks.of(operands, INPUT);
    this.output = Blocks.of(operands, OUTPUT);
    this.windows = new Windows(spec, input, output);
    this.passed = BatchNorm.of(operands);
    this.gradient = Blocks.of(operands, OUTPUT_GRADIENT);
    this.toInput = Blocks.of(operands, INPUT_GRADIENT);
    this.toMean = Memory.of(operands, MEAN_GRADIENT);
    this.toVariance = Memory.of(operands, VARIANCE_GRADIENT);
    this.toGamma = Memory.of(operands, GAMMA_GRADIENT);
    this.toBeta = Memory.of(operands, BETA_GRADIENT);
    this.sumRows = spec.kernel().height();
    this.line = input.width * SIZE;
  }

  @Override
  public final void run() {
    through.prepare(input, passed, toInput);
    parts = Parts.ofFloats(input.images * input.blocks(), (double) input.pixels * SIZE);
    through.begin(parts);
    workers.turn();
    workers.run(parts, this);
    if (normalizes) {
      through.write(toMean, toVariance, toGamma, toBeta);
    }
  }

  @Override
  public final void run(int part, Scratch scratch) {
    int blocks = input.blocks();
    int end = Parts.first(part + 1, parts, input.images * blocks);
    for (int i = Parts.first(part, parts, input.images * blocks); i < end; i++) {
      scratch.poison();
      differentiate(part, scratch, i / blocks, i % blocks);
    }
  }

  private void differentiate(int part, Scratch scratch, int image, int block) {
    float[] sums = scratch.floats(SUMS, sumRows * line);
    float[] stage = scratch.floats(GRADIENT, windows.outWidth * SIZE);
    float[] g = gradient.array(stage);
    Arrays.fill(sums, 0, sumRows * line, 0);
    int done = 0;
    for (int y = 0; y < windows.outHeight; y++) {
      int top = Math.max(0, windows.top(y));
      int bottom = Math.min(windows.height, windows.top(y) + spec.kernel().height());
      pass(part, scratch, image, block, done, Math.min(top, windows.height), sums);
      done = Math.max(done, Math.min(top, windows.height));
      int gAt = gradient.find(image, block, y * windows.outWidth, stage, 0, windows.outWidth);
      spread(scratch, image, block, y, top, bottom, g, gAt, sums);
    }
    pass(part, scratch, image, block, done, windows.height, sums);
  }

  /** Passes on rows of pixels, and leaves zeros for those that follow. */
  private void pass(
      int part, Scratch scratch, int image, int block, int from, int end, float[] sums) {
    for (int r = from, n; r < end; r += n) {
      n = Math.min(end - r, sumRows - r % sumRows);
      int first = image * input.pixels + r * input.width;
      int at = sumAt(r);
      through
          .blocks()
          .write(part, block * SIZE, SIZE, first, n * input.width, sums, at, SIZE, scratch);
      Arrays.fill(sums, at, at + n * line, 0);
    }
  }

  /** Where the sums of a row of pixels are. */
  final int sumAt(int row) {
    return row % sumRows * line;
  }

  /**
   * Gives the gradients of a row of windows to its pixels.
   *
   * @param y which row
   * @param top its first row of pixels
   * @param bottom the end of them
   * @param g from {@code gAt} on, of its windows
   * @param sums to which is added, of each row of pixels at {@link #sumAt}
   */
  abstract void spread(
      Scratch scratch,
      int image,
      int block,
      int y,
      int top,
      int bottom,
      float[] g,
      int gAt,
      float[] sums);
}
