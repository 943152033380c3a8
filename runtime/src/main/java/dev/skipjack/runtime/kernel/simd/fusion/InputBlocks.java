package dev.skipjack.runtime.kernel.simd.fusion;

import static dev.skipjack.runtime.kernel.simd.maps.Blocks.SIZE;

import dev.skipjack.runtime.kernel.simd.lanes.Transpose;
import dev.skipjack.runtime.kernel.simd.maps.BlockSource;
import dev.skipjack.runtime.kernel.simd.maps.BlockedPlanes;
import dev.skipjack.runtime.kernel.simd.maps.Blocks;
import dev.skipjack.runtime.kernel.simd.maps.FeatureMap;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.maps.Subsampled;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import java.util.Arrays;

/**
 * An {@link InputGradient} that comes as pixels of channels beside each other; those of a map in
 * planes are transposed. As a source these are the pixels that the convolution saw, past the
 * prologue.
 */
public final class InputBlocks implements BlockSource {
  /** Pixels that are summed in FLOAT, at most. */
  private static final int MOST_SUMMED = 512;

  private final InputGradient all;
  private final Prologue prologue;
  private final NormalizedInput seen;
  private final GradientBlocks passed;
  private int stride = 1;
  private FeatureMap x;
  private FeatureMap gradient;

  /** Of what is passed on: pixels of a row and of an image. */
  private int width;

  private int pixels;

  InputBlocks(InputGradient all) {
    this.all = all;
    this.prologue = all.prologue;
    this.seen = new NormalizedInput(all.channels);
    this.passed = new GradientBlocks(prologue, all.accumulate);
  }

  void subsample(int stride) {
    this.stride = stride;
  }

  /**
   * Takes the operands of a run.
   *
   * @param gradient null if unwanted
   */
  void prepare(FeatureMap x, FeatureMap gradient) {
    this.x = x;
    this.gradient = gradient;
    seen.prepare(x, prologue);
    this.width = Subsampled.extent(x.width, stride);
    this.pixels = width * Subsampled.extent(x.height, stride);
  }

  @Override
  public Blocks blocksOnHeap() {
    return seen.blocksOnHeap();
  }

  @Override
  public void readBlock(
      int image,
      int block,
      int pixel,
      int count,
      float[] to,
      int at,
      int distance,
      Scratch scratch) {
    seen.readBlock(image, block, pixel, count, to, at, distance, scratch);
  }

  /** As {@link #readBlock}, with the pixels of all images numbered through. */
  public void readThrough(
      int block, int first, int count, float[] to, int at, int distance, Scratch scratch) {
    if (stride > 1 && x instanceof Planes) {
      readRows(block, first, count, to, at, distance, scratch);
      return;
    }
    for (int done = 0, n; done < count; done += n) {
      n = Math.min(count - done, run(first + done));
      int image = (first + done) / pixels;
      int pixel = pixel(first + done);
      int t = at + done * distance;
      if (x instanceof Blocks map) {
        seen.read(map, image, block, pixel, stride * SIZE, n, to, t, distance, scratch);
      } else {
        seen.readBlock(image, block, pixel, n, to, t, distance, scratch);
      }
    }
  }

  /** The same by way of rows, which lack what lies between their pixels. */
  private void readRows(
      int block, int first, int count, float[] to, int at, int distance, Scratch scratch) {
    int lanes = Math.min(SIZE, all.channels - block * SIZE);
    int ld = Blocks.distance(count);
    float[] rows = scratch.floats(Scratch.PIXELS, SIZE * ld);
    for (int c = 0; c < lanes; c++) {
      all.rows().readThrough(block * SIZE + c, first, rows, c * ld, count);
    }
    Arrays.fill(rows, lanes * ld, SIZE * ld, 0);
    Transpose.run(rows, 0, ld, SIZE, count, to, at, distance);
    prologue.apply(block, to, at, distance, count, to, at, distance);
  }

  /** Pixels from one on, numbered through all images, that are equally far apart in memory. */
  private int run(int first) {
    return stride == 1 ? pixels - first % pixels : width - first % width;
  }

  /** Where a pixel is in its image. */
  private int pixel(int number) {
    int pixel = number % pixels;
    return stride == 1 ? pixel : (pixel / width * x.width + pixel % width) * stride;
  }

  /**
   * Passes on pixels of some channels' data gradient.
   *
   * @param channels of a map in blocks, whole vectors of them
   * @param first pixels are numbered through all images
   * @param d the gradient of the normalised input, element (pixel, channel) is {@code d[at +
   *     pixel*distance + channel]}; overwritten
   */
  public void write(
      int part,
      int channel,
      int channels,
      int first,
      int count,
      float[] d,
      int at,
      int distance,
      Scratch scratch) {
    if (x instanceof Planes) {
      writeRows(part, channel, channels, first, count, d, at, distance, scratch);
      return;
    }
    for (int c = 0, lanes; c < channels; c += lanes) {
      lanes = Math.min(channels - c, SIZE - (channel + c) % SIZE);
      writeLanes(part, channel + c, lanes, first, count, d, at + c, distance, scratch);
    }
  }

  /** The same as rows of each channel. */
  private void writeRows(
      int part,
      int channel,
      int channels,
      int first,
      int count,
      float[] d,
      int at,
      int distance,
      Scratch scratch) {
    InputRows planes = all.rows();
    int ld = Blocks.distance(count);
    float[] rows = scratch.floats(Scratch.PIXELS, channels * ld);
    Transpose.run(d, at, distance, count, channels, rows, 0, ld);
    float[] values = planes.inPlace() ? null : scratch.floats(Scratch.PHASES, ld);
    float[] spare = scratch.floats(Scratch.HALF, ld);
    for (int c = 0; c < channels; c++) {
      Arrays.fill(rows, c * ld + count, (c + 1) * ld, 0);
      if (!prologue.identity && values != null) {
        planes.readThrough(channel + c, first, values, 0, count);
        Arrays.fill(values, count, ld, 0);
      }
      planes.write(part, channel + c, first, count, rows, c * ld, values, 0, spare);
    }
  }

  /** Of a map in blocks: channels of one block. */
  private void writeLanes(
      int part,
      int channel,
      int lanes,
      int first,
      int count,
      float[] d,
      int at,
      int distance,
      Scratch scratch) {
    float[] sums = scratch.floats(Scratch.LANES, 2 * SIZE);
    Arrays.fill(sums, 0, 2 * SIZE, 0);
    int summed = 0;
    for (int done = 0, n; done < count; done += n) {
      n = Math.min(count - done, run(first + done));
      n = Math.min(n, MOST_SUMMED - summed);
      Blocks map = (Blocks) gradient;
      if (map != null && stride > 1 && !all.accumulate) {
        clear(map, channel, lanes, first + done, n, scratch);
      }
      int image = (first + done) / pixels;
      int pixel = pixel(first + done);
      int from = at + done * distance;
      passed.pass(
          (Blocks) x,
          map,
          image,
          channel,
          lanes,
          pixel,
          stride,
          n,
          d,
          from,
          distance,
          sums,
          scratch);
      summed += n;
      if (summed == MOST_SUMMED || done + n == count) {
        addSums(part, channel, lanes, sums, 0);
        summed = 0;
      }
    }
  }

  /**
   * Zeros in the rows of some pixels of a row, and in those up to the next: what lies between is
   * reached by no gradient.
   */
  private void clear(Blocks map, int channel, int lanes, int first, int count, Scratch scratch) {
    int row = first % pixels / width;
    int y = row * stride;
    int column = first % width;
    int end = row == pixels / width - 1 ? x.height : y + stride;
    int left = column * stride;
    int length = column + count == width ? x.width - left : count * stride;
    float[] zeros = scratch.floats(Scratch.HALF, length * lanes);
    Arrays.fill(zeros, 0, length * lanes, 0);
    for (; y < end; y++) {
      map.write(first / pixels, channel, lanes, y * x.width + left, zeros, length);
    }
  }

  /** Reads pixels of a block of channels as they lie in memory: {@code [pixel][16]}. */
  public void read(
      int image, int block, int pixel, int count, float[] to, int at, Scratch scratch) {
    if (x instanceof Blocks map) {
      map.read(image, block, pixel, to, at, count);
    } else {
      int lanes = Math.min(SIZE, all.channels - block * SIZE);
      BlockedPlanes.read((Planes) x, image, block * SIZE, lanes, pixel, count, to, at, scratch);
    }
  }

  /**
   * Takes pixels of a block of channels back through the prologue.
   *
   * @param d the gradient of the normalised input, {@code [pixel][16]}
   * @param x the input in the same places, {@code distance} floats from one pixel to the next;
   *     replaced by its gradient, and not read if there is no prologue
   * @param beta to which the gradients are added, {@code [16]}, and those times x without its mean
   *     behind them
   */
  public void backThrough(
      int block,
      float[] d,
      int from,
      int pixels,
      float[] x,
      int at,
      int distance,
      float[] beta,
      int betaAt) {
    int channel = block * SIZE;
    passed.back(
        channel, SIZE, pixels, d, from, SIZE, x, at, distance, x, at, distance, false, beta,
        betaAt);
  }

  /**
   * Adds what was summed on the way, for beta and, a block behind it, for gamma, and forgets it.
   */
  public void addSums(int part, int channel, int channels, float[] beta, int at) {
    for (int c = 0; c < channels && !prologue.identity; c++) {
      all.add(part, channel + c, beta[at + c], beta[at + SIZE + c]);
    }
    Arrays.fill(beta, at, at + 2 * SIZE, 0);
  }

  /** Writes or adds pixels of a block of channels that came {@link #backThrough}. */
  public void write(
      int image, int block, int pixel, int count, float[] d, int at, Scratch scratch) {
    if (gradient instanceof Blocks map) {
      passed.write(map, image, block, pixel, count, d, at, scratch);
    } else if (gradient != null) {
      int channel = block * SIZE;
      int lanes = Math.min(SIZE, all.channels - channel);
      for (int c = 0; all.offset != null && c < lanes; c++) {
        for (int p = 0; p < count; p++) {
          d[at + p * SIZE + c] += all.offset[channel + c];
        }
      }
      boolean add = all.accumulate;
      Planes map = (Planes) gradient;
      BlockedPlanes.write(map, image, channel, lanes, pixel, count, d, at, add, scratch);
    }
  }
}
