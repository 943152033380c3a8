package dev.skipjack.runtime.kernel.simd.fusion;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;

import dev.skipjack.runtime.kernel.activation.ActivationSpec;
import dev.skipjack.runtime.kernel.simd.activation.Activations;
import dev.skipjack.runtime.kernel.simd.lanes.Lanes;
import dev.skipjack.runtime.kernel.simd.lanes.Transpose;
import dev.skipjack.runtime.kernel.simd.lanes.Vectors;
import dev.skipjack.runtime.kernel.simd.maps.Blocks;
import dev.skipjack.runtime.kernel.simd.maps.Planes;
import dev.skipjack.runtime.kernel.simd.threads.Scratch;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * What happens to a convolution's output before it is written: {@code y = activation(y + bias +
 * addend)}, statistics. A ReLU is a floor in the same loop, others have one of their own. Pixels of
 * all images are numbered through.
 */
public final class Epilogue {
  /** Zero for a ReLU, NaN for none: nothing is less. */
  private final float floor;

  /** What is no ReLU, or null. */
  private final ActivationSpec activation;

  private final Bounds bounds;
  private final ChannelStatistics statistics;
  private float[] bias;
  private Planes addend;
  private Planes out;
  private Blocks addendBlocks;
  private Blocks outBlocks;

  /**
   * @param activation null for none
   * @param statistics null if unwanted
   */
  public Epilogue(ActivationSpec activation, ChannelStatistics statistics) {
    boolean relu = activation != null && activation.kind() == ActivationSpec.Kind.RELU;
    this.floor = relu ? 0 : Float.NaN;
    this.activation = relu ? null : activation;
    this.bounds = Bounds.of(activation);
    this.statistics = statistics;
  }

  /**
   * The operands of the next run.
   *
   * @param bias null for none, as addend
   */
  public void bind(float[] bias, Planes addend, Planes out) {
    this.bias = bias;
    this.addend = addend;
    this.out = out;
  }

  /** The same where the output lies in blocks, and what is added to it. */
  public void bind(float[] bias, Blocks addend, Blocks out) {
    this.bias = bias;
    this.addendBlocks = addend;
    this.outBlocks = out;
  }

  /**
   * Before the first part begins.
   *
   * @param parts that finish pixels of the same channel; 1 if each has channels of its own
   */
  public void prepare(int parts) {
    if (statistics != null) {
      statistics.prepare(parts);
      statistics.clear(0);
    }
  }

  /** A part of several begins. */
  public void begin(int part) {
    if (statistics != null) {
      statistics.clear(part);
    }
  }

  /** Some channels of a part of several begin, which others compute the rest of. */
  public void begin(int part, int firstChannel, int endChannel) {
    if (statistics != null) {
      statistics.clear(part, firstChannel, endChannel);
    }
  }

  /**
   * Finishes and writes pixels of a channel.
   *
   * @param first number of the first pixel
   * @param y changed; with room for a vector more
   */
  public void finish(
      int part, int channel, int first, float[] y, int at, int count, Scratch scratch) {
    boolean adds = bias != null || addend != null || floor == 0;
    if (adds && statistics == null) {
      add(channel, first, y, at, count, scratch, out);
      return;
    }
    if (adds) {
      add(channel, first, y, at, count, scratch, null);
    } else {
      Activations.apply(activation, y, at, count);
    }
    if (statistics != null) {
      statistics.add(part, channel, y, at, count);
    }
    out.writeThrough(channel, first, y, at, count);
  }

  /**
   * Adds to pixels of a channel and activates them.
   *
   * @param to where results belong; null if they stay in {@code y}
   */
  private void add(
      int channel, int first, float[] y, int at, int count, Scratch scratch, Planes to) {
    float b = bias == null ? 0 : bias[channel];
    float[] results = to == null ? y : to.array(y);
    int pixels = out.pixels;
    for (int done = 0, n; done < count; done += n) {
      int image = (first + done) / pixels;
      int pixel = (first + done) % pixels;
      n = Math.min(count - done, pixels - pixel);
      int from = at + done;
      int result = to == null ? from : to.place(image, channel, pixel, from);
      if (addend == null) {
        add(y, from, b, floor, results, result, n);
      } else {
        float[] other = scratch.floats(Scratch.PIXELS, n);
        int otherAt = addend.find(image, channel, pixel, other, 0, n);
        add(y, from, b, addend.array(other), otherAt, floor, results, result, n);
      }
      Activations.apply(activation, results, result, n);
      if (to != null) {
        to.deliver(image, channel, pixel, y, from, n);
      }
    }
  }

  /**
   * Finishes and writes pixels of a block of channels, or of some of its lanes.
   *
   * @param channel the first one
   * @param pixel the first one, of the image
   * @param y {@code [count][lanes]}, changed
   */
  public void finish(
      int part,
      int image,
      int channel,
      int lanes,
      int pixel,
      float[] y,
      int count,
      Scratch scratch) {
    if (bias == null && addendBlocks == null && floor != 0) {
      Activations.apply(activation, y, 0, count * lanes);
      take(part, channel, lanes, y, 0, count);
      outBlocks.write(image, channel, lanes, pixel, y, count);
      return;
    }
    boolean whole = lanes == Blocks.SIZE;
    int block = channel / Blocks.SIZE;
    float[] to = whole ? outBlocks.array(y) : y;
    int toAt = whole ? outBlocks.place(image, block, pixel, 0) : 0;
    float[] other = null;
    int otherAt = 0;
    if (addendBlocks != null) {
      float[] stage = scratch.floats(Scratch.PIXELS, count * lanes);
      other = whole ? addendBlocks.array(stage) : stage;
      if (whole) {
        otherAt = addendBlocks.find(image, block, pixel, stage, 0, count);
      } else {
        addendBlocks.read(image, channel, lanes, pixel, stage, count);
      }
    }
    FloatVector floors = FloatVector.broadcast(SPECIES, floor);
    for (int lane = 0; lane < lanes; lane += LENGTH) {
      FloatVector biases =
          bias == null
              ? FloatVector.zero(SPECIES)
              : FloatVector.fromArray(SPECIES, bias, channel + lane);
      if (other == null) {
        for (int i = lane; i < count * lanes; i += lanes) {
          FloatVector sum = FloatVector.fromArray(SPECIES, y, i).add(biases);
          Vectors.floor(sum, floors).intoArray(to, toAt + i);
        }
      } else {
        for (int i = lane; i < count * lanes; i += lanes) {
          FloatVector sum = FloatVector.fromArray(SPECIES, y, i).add(biases);
          sum = sum.add(FloatVector.fromArray(SPECIES, other, otherAt + i));
          Vectors.floor(sum, floors).intoArray(to, toAt + i);
        }
      }
    }
    Activations.apply(activation, to, toAt, count * lanes);
    take(part, channel, lanes, to, toAt, count);
    if (whole) {
      outBlocks.deliver(image, block, pixel, y, 0, count);
    } else {
      outBlocks.write(image, channel, lanes, pixel, y, count);
    }
  }

  /** Copies the bias that a product of blocks begins with; zeros where it is added later. */
  public void bias(float[] to, int channels) {
    if (bias == null || !endsProducts()) {
      Arrays.fill(to, 0, channels, 0);
    } else {
      System.arraycopy(bias, 0, to, 0, channels);
    }
  }

  /** What a product of blocks shall be at least; NaN if that is seen to later. */
  public float floor() {
    return endsProducts() ? bounds.floor() : Float.NaN;
  }

  /** And at most. */
  public float ceiling() {
    return endsProducts() ? bounds.ceiling() : Float.NaN;
  }

  /** Whether products have all but the rest of an activation. */
  public boolean endsProducts() {
    return outBlocks != null || addend == null && statistics == null;
  }

  /** The output, if it lies in blocks. */
  public Blocks output() {
    return outBlocks;
  }

  /** The output, if it lies in planes. */
  public Planes planes() {
    return out;
  }

  /** What a product of blocks adds before it is bounded; null for nothing. */
  public Blocks addend() {
    return addendBlocks;
  }

  /** Whether products of blocks may be computed where the output lies, of what is added there. */
  public boolean isInPlace() {
    return outBlocks != null
        && outBlocks.isOnHeap()
        && (addendBlocks == null || addendBlocks.isOnHeap());
  }

  /** Whether pieces of the output give other statistics if they are cut in other places. */
  public boolean takesStatistics() {
    return statistics != null;
  }

  /**
   * Finishes what a product has written of pixels of a block of channels, or of some of its lanes.
   *
   * @param channel the first one
   * @param y {@code [count][lanes]} from {@code at} on
   */
  public void finishProducts(int part, int channel, int lanes, float[] y, int at, int count) {
    bounds.finish(y, at, count * lanes);
    take(part, channel, lanes, y, at, count);
  }

  private void take(int part, int channel, int lanes, float[] y, int at, int count) {
    if (statistics != null) {
      statistics.add(part, channel, lanes, y, at, count);
    }
  }

  /**
   * Finishes and writes pixels of a block of channels, numbered through all images, that have their
   * {@link #bias} and {@link #addend} and are within {@link #floor} and {@link #ceiling}.
   *
   * @param channel the first one
   * @param channels at most 16; all of them where the map lies in blocks
   * @param y {@code [count][16]} from {@code at} on, changed
   */
  public void finishThrough(
      int part,
      int channel,
      int channels,
      int first,
      float[] y,
      int at,
      int count,
      Scratch scratch) {
    if (outBlocks != null) {
      finishProducts(part, channel, Blocks.SIZE, y, at, count);
      outBlocks.writeThrough(channel / Blocks.SIZE, first, y, at, count);
      return;
    }
    if (endsProducts()) {
      bounds.finish(y, at, count * Blocks.SIZE);
    }
    int next = Lanes.roundUp(count, LENGTH) + LENGTH;
    float[] planes = scratch.floats(Scratch.STAGE, Blocks.SIZE * next);
    Transpose.run(y, at, Blocks.SIZE, count, channels, planes, 0, next);
    for (int c = 0; c < channels; c++) {
      if (endsProducts()) {
        out.writeThrough(channel + c, first, planes, c * next, count);
      } else {
        finish(part, channel + c, first, planes, c * next, count, scratch);
      }
    }
  }

  private static void add(
      float[] y, int at, float bias, float floor, float[] to, int toAt, int count) {
    FloatVector biases = FloatVector.broadcast(SPECIES, bias);
    FloatVector floors = FloatVector.broadcast(SPECIES, floor);
    int i = 0;
    for (; i <= count - LENGTH; i += LENGTH) {
      FloatVector sum = FloatVector.fromArray(SPECIES, y, at + i).add(biases);
      Vectors.floor(sum, floors).intoArray(to, toAt + i);
    }
    for (; i < count; i++) {
      float sum = y[at + i] + bias;
      to[toAt + i] = sum < floor ? floor : sum;
    }
  }

  private static void add(
      float[] y,
      int at,
      float bias,
      float[] other,
      int otherAt,
      float floor,
      float[] to,
      int toAt,
      int count) {
    FloatVector biases = FloatVector.broadcast(SPECIES, bias);
    FloatVector floors = FloatVector.broadcast(SPECIES, floor);
    int i = 0;
    for (; i <= count - LENGTH; i += LENGTH) {
      FloatVector sum = FloatVector.fromArray(SPECIES, y, at + i).add(biases);
      sum = sum.add(FloatVector.fromArray(SPECIES, other, otherAt + i));
      Vectors.floor(sum, floors).intoArray(to, toAt + i);
    }
    for (; i < count; i++) {
      float sum = y[at + i] + bias + other[otherAt + i];
      to[toAt + i] = sum < floor ? floor : sum;
    }
  }
}
