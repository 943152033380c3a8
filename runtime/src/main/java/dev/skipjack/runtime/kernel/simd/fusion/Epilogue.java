package dev.skipjack.runtime.kernel.simd.fusion;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;

import dev.skipjack.runtime.kernel.ActivationSpec;
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

  /**
   * Finishes and writes pixels of a channel.
   *
   * @param first number of the first pixel
   * @param y changed; with room for a vector more
   */
  public void finish(
      int part, int channel, int first, float[] y, int at, int count, Scratch scratch) {
    float b = bias == null ? 0 : bias[channel];
    if (addend != null) {
      float[] other = scratch.floats(Scratch.PIXELS, count + LENGTH);
      addend.readThrough(channel, first, other, 0, count);
      add(y, at, count, b, floor, other);
    } else if (bias != null || floor == 0) {
      add(y, at, count, b, floor);
    }
    Activations.apply(activation, y, at, count);
    if (statistics != null) {
      statistics.add(part, channel, y, at, count);
    }
    out.writeThrough(channel, first, y, at, count);
  }

  /**
   * Finishes and writes pixels of a block of channels, or of some of its lanes.
   *
   * @param channel the first one
   * @param pixel the first one, of the image
   * @param y {@code [count][lanes]}, changed
   */
  public void finish(
      int image, int channel, int lanes, int pixel, float[] y, int count, Scratch scratch) {
    FloatVector floors = FloatVector.broadcast(SPECIES, floor);
    float[] other = null;
    if (addendBlocks != null) {
      other = scratch.floats(Scratch.PIXELS, count * lanes);
      addendBlocks.read(image, channel, lanes, pixel, other, count);
    }
    boolean changed = bias != null || floor == 0 || other != null;
    for (int lane = 0; changed && lane < lanes; lane += LENGTH) {
      FloatVector biases =
          bias == null
              ? FloatVector.zero(SPECIES)
              : FloatVector.fromArray(SPECIES, bias, channel + lane);
      if (other == null) {
        for (int i = lane; i < count * lanes; i += lanes) {
          FloatVector sum = FloatVector.fromArray(SPECIES, y, i).add(biases);
          Vectors.floor(sum, floors).intoArray(y, i);
        }
      } else {
        for (int i = lane; i < count * lanes; i += lanes) {
          FloatVector sum = FloatVector.fromArray(SPECIES, y, i).add(biases);
          sum = sum.add(FloatVector.fromArray(SPECIES, other, i));
          Vectors.floor(sum, floors).intoArray(y, i);
        }
      }
    }
    Activations.apply(activation, y, 0, count * lanes);
    outBlocks.write(image, channel, lanes, pixel, y, count);
  }

  /** Copies the bias that a product of blocks begins with; zeros where it is added later. */
  public void bias(float[] to, int channels) {
    if (bias == null || outBlocks == null) {
      Arrays.fill(to, 0, channels, 0);
    } else {
      System.arraycopy(bias, 0, to, 0, channels);
    }
  }

  /** What a product of blocks shall be at least; NaN if that is seen to later. */
  public float floor() {
    return boundsProducts() ? bounds.floor() : Float.NaN;
  }

  /** And at most. */
  public float ceiling() {
    return boundsProducts() ? bounds.ceiling() : Float.NaN;
  }

  private boolean boundsProducts() {
    return outBlocks != null && addendBlocks == null;
  }

  /**
   * Finishes and writes pixels of a block of channels, numbered through all images, that have their
   * {@link #bias} and are within {@link #floor} and {@link #ceiling}.
   *
   * @param channel the first one
   * @param channels at most 16; all of them where the map lies in blocks
   * @param y {@code [count][16]} from {@code at} on, changed
   */
  public void finishThrough(
      int channel, int channels, int first, float[] y, int at, int count, Scratch scratch) {
    if (outBlocks == null) {
      int next = Lanes.roundUp(count, LENGTH) + LENGTH;
      float[] planes = scratch.floats(Scratch.STAGE, Blocks.SIZE * next);
      Transpose.run(y, at, Blocks.SIZE, count, channels, planes, 0, next);
      for (int c = 0; c < channels; c++) {
        finish(0, channel + c, first, planes, c * next, count, scratch);
      }
      return;
    }
    int block = channel / Blocks.SIZE;
    int floats = count * Blocks.SIZE;
    if (addendBlocks == null) {
      bounds.finish(y, at, floats);
    } else {
      float[] other = scratch.floats(Scratch.PIXELS, floats);
      addendBlocks.readThrough(block, first, other, 0, count);
      add(y, at, floats, 0, floor, other);
      Activations.apply(activation, y, at, floats);
    }
    outBlocks.writeThrough(block, first, y, at, count);
  }

  private static void add(float[] y, int at, int count, float bias, float floor) {
    FloatVector biases = FloatVector.broadcast(SPECIES, bias);
    FloatVector floors = FloatVector.broadcast(SPECIES, floor);
    for (int i = at; i < at + count; i += LENGTH) {
      FloatVector sum = FloatVector.fromArray(SPECIES, y, i).add(biases);
      Vectors.floor(sum, floors).intoArray(y, i);
    }
  }

  private static void add(float[] y, int at, int count, float bias, float floor, float[] other) {
    FloatVector biases = FloatVector.broadcast(SPECIES, bias);
    FloatVector floors = FloatVector.broadcast(SPECIES, floor);
    for (int i = 0; i < count; i += LENGTH) {
      FloatVector sum = FloatVector.fromArray(SPECIES, y, at + i).add(biases);
      sum = sum.add(FloatVector.fromArray(SPECIES, other, i));
      Vectors.floor(sum, floors).intoArray(y, at + i);
    }
  }
}
