package dev.skipjack.runtime.kernel.simd.winograd;

import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.LENGTH;
import static dev.skipjack.runtime.kernel.simd.lanes.Lanes.SPECIES;

import dev.skipjack.runtime.kernel.simd.maps.Blocks;
import dev.skipjack.runtime.kernel.simd.product.BlockedProduct;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The transforms of Winograd's F(4, 3) along one side of tiles whose lanes are channels: nothing is
 * shuffled, whatever the width of a map. A line is some items, each a group of lanes beside each
 * other; an item's values lie at a constant distance. Source: Lavin and Gray, arXiv 1509.09308.
 */
final class WinogradLines {
  /** Channels of a group of results: those of a block, or of two vectors where these are less. */
  static final int GROUP = Math.min(Blocks.SIZE, BlockedProduct.COLUMNS);

  private static final int BLOCK_BITS = Integer.numberOfTrailingZeros(Blocks.SIZE);
  private static final int GROUP_BITS = Integer.numberOfTrailingZeros(GROUP);

  private WinogradLines() {}

  /**
   * {@code Bt d}: six values of each item, of 16 channels, to six.
   *
   * @param from floats from one value to the next
   * @param next floats from one item to the next
   * @param v items are written one after the other, their values {@code stride} apart
   * @param count floats of all items, {@code 16 * items}
   */
  static void input(
      float[] d, int at, int from, int next, float[] v, int to, int stride, int count) {
    FloatVector two = FloatVector.broadcast(SPECIES, 2);
    FloatVector four = FloatVector.broadcast(SPECIES, 4);
    FloatVector five = FloatVector.broadcast(SPECIES, -5);
    for (int n = 0; n < count; n += LENGTH) {
      int i = at + (n >> BLOCK_BITS) * next + (n & Blocks.SIZE - 1);
      int o = to + n;
      FloatVector d0 = FloatVector.fromArray(SPECIES, d, i);
      FloatVector d1 = FloatVector.fromArray(SPECIES, d, i + from);
      FloatVector d2 = FloatVector.fromArray(SPECIES, d, i + 2 * from);
      FloatVector d3 = FloatVector.fromArray(SPECIES, d, i + 3 * from);
      FloatVector d4 = FloatVector.fromArray(SPECIES, d, i + 4 * from);
      FloatVector d5 = FloatVector.fromArray(SPECIES, d, i + 5 * from);
      FloatVector a = d4.sub(d2.mul(four));
      FloatVector b = d3.sub(d1.mul(four));
      FloatVector c = d4.sub(d2);
      FloatVector e = d3.sub(d1).mul(two);
      d0.fma(four, d2.fma(five, d4)).intoArray(v, o);
      a.add(b).intoArray(v, o + stride);
      a.sub(b).intoArray(v, o + 2 * stride);
      c.add(e).intoArray(v, o + 3 * stride);
      c.sub(e).intoArray(v, o + 4 * stride);
      d1.fma(four, d3.fma(five, d5)).intoArray(v, o + 5 * stride);
    }
  }

  /**
   * {@code A y}, for the weight gradient: four values of each item, of 16 channels, to six, as
   * {@link #input}.
   *
   * @param toNext floats from one item's results to the next one's
   */
  static void taps(
      float[] y, int at, int from, int next, float[] t, int to, int stride, int toNext, int count) {
    FloatVector two = FloatVector.broadcast(SPECIES, 2);
    FloatVector four = FloatVector.broadcast(SPECIES, 4);
    for (int n = 0; n < count; n += LENGTH) {
      int item = n >> BLOCK_BITS;
      int lane = n & Blocks.SIZE - 1;
      int i = at + item * next + lane;
      int o = to + item * toNext + lane;
      FloatVector y0 = FloatVector.fromArray(SPECIES, y, i);
      FloatVector y1 = FloatVector.fromArray(SPECIES, y, i + from);
      FloatVector y2 = FloatVector.fromArray(SPECIES, y, i + 2 * from);
      FloatVector y3 = FloatVector.fromArray(SPECIES, y, i + 3 * from);
      FloatVector even = y0.add(y2);
      FloatVector odd = y1.add(y3);
      FloatVector even4 = y2.fma(four, y0);
      FloatVector odd4 = y3.fma(four, y1).mul(two);
      y0.intoArray(t, o);
      even.add(odd).intoArray(t, o + stride);
      even.sub(odd).intoArray(t, o + 2 * stride);
      even4.add(odd4).intoArray(t, o + 3 * stride);
      even4.sub(odd4).intoArray(t, o + 4 * stride);
      y3.intoArray(t, o + 5 * stride);
    }
  }

  /**
   * {@code At m}: six values of each item, of {@link #GROUP} channels, to four.
   *
   * @param from floats from one value to the next
   * @param next floats from one item to the next
   * @param stride floats from one result to the next
   * @param toNext floats from one item's results to the next one's
   * @param count floats of all items, {@code GROUP * items}
   */
  static void output(
      float[] m, int at, int from, int next, float[] y, int to, int stride, int toNext, int count) {
    FloatVector two = FloatVector.broadcast(SPECIES, 2);
    FloatVector four = FloatVector.broadcast(SPECIES, 4);
    FloatVector eight = FloatVector.broadcast(SPECIES, 8);
    for (int n = 0; n < count; n += LENGTH) {
      int item = n >> GROUP_BITS;
      int lane = n & GROUP - 1;
      int i = at + item * next + lane;
      int o = to + item * toNext + lane;
      FloatVector m0 = FloatVector.fromArray(SPECIES, m, i);
      FloatVector m1 = FloatVector.fromArray(SPECIES, m, i + from);
      FloatVector m2 = FloatVector.fromArray(SPECIES, m, i + 2 * from);
      FloatVector m3 = FloatVector.fromArray(SPECIES, m, i + 3 * from);
      FloatVector m4 = FloatVector.fromArray(SPECIES, m, i + 4 * from);
      FloatVector m5 = FloatVector.fromArray(SPECIES, m, i + 5 * from);
      FloatVector s12 = m1.add(m2);
      FloatVector d12 = m1.sub(m2);
      FloatVector s34 = m3.add(m4);
      FloatVector d34 = m3.sub(m4);
      m0.add(s12).add(s34).intoArray(y, o);
      d34.fma(two, d12).intoArray(y, o + stride);
      s34.fma(four, s12).intoArray(y, o + 2 * stride);
      d34.fma(eight, d12).add(m5).intoArray(y, o + 3 * stride);
    }
  }

  /**
   * As {@link #output} of items that follow each other, ended: {@code min(max(At m + bias + addend,
   * floor), ceiling)}.
   *
   * @param bias of each channel, from {@code bo} on
   * @param addend lies as {@code y} does, from {@code ao} on, and may be it; null for none
   * @param floor NaN for none, as ceiling
   * @param line floats of a row of results, which follow each other, and of all items
   */
  static void result(
      float[] m,
      int at,
      int from,
      float[] bias,
      int bo,
      float[] addend,
      int ao,
      float floor,
      float ceiling,
      float[] y,
      int to,
      int line) {
    FloatVector two = FloatVector.broadcast(SPECIES, 2);
    FloatVector four = FloatVector.broadcast(SPECIES, 4);
    FloatVector eight = FloatVector.broadcast(SPECIES, 8);
    FloatVector floors = FloatVector.broadcast(SPECIES, floor);
    FloatVector ceilings = FloatVector.broadcast(SPECIES, ceiling);
    for (int n = 0; n < line; n += LENGTH) {
      int i = at + n;
      FloatVector m0 = FloatVector.fromArray(SPECIES, m, i);
      FloatVector m1 = FloatVector.fromArray(SPECIES, m, i + from);
      FloatVector m2 = FloatVector.fromArray(SPECIES, m, i + 2 * from);
      FloatVector m3 = FloatVector.fromArray(SPECIES, m, i + 3 * from);
      FloatVector m4 = FloatVector.fromArray(SPECIES, m, i + 4 * from);
      FloatVector m5 = FloatVector.fromArray(SPECIES, m, i + 5 * from);
      FloatVector s12 = m1.add(m2);
      FloatVector d12 = m1.sub(m2);
      FloatVector s34 = m3.add(m4);
      FloatVector d34 = m3.sub(m4);
      FloatVector biases = FloatVector.fromArray(SPECIES, bias, bo + (n & GROUP - 1));
      FloatVector y0 = m0.add(s12).add(s34).add(biases);
      FloatVector y1 = d34.fma(two, d12).add(biases);
      FloatVector y2 = s34.fma(four, s12).add(biases);
      FloatVector y3 = d34.fma(eight, d12).add(m5).add(biases);
      if (addend != null) {
        y0 = y0.add(FloatVector.fromArray(SPECIES, addend, ao + n));
        y1 = y1.add(FloatVector.fromArray(SPECIES, addend, ao + n + line));
        y2 = y2.add(FloatVector.fromArray(SPECIES, addend, ao + n + 2 * line));
        y3 = y3.add(FloatVector.fromArray(SPECIES, addend, ao + n + 3 * line));
      }
      bounded(y0, floors, ceilings).intoArray(y, to + n);
      bounded(y1, floors, ceilings).intoArray(y, to + n + line);
      bounded(y2, floors, ceilings).intoArray(y, to + n + 2 * line);
      bounded(y3, floors, ceilings).intoArray(y, to + n + 3 * line);
    }
  }

  /** NaN stays. */
  private static FloatVector bounded(FloatVector x, FloatVector floors, FloatVector ceilings) {
    FloatVector up = x.blend(floors, x.compare(VectorOperators.LT, floors));
    return up.blend(ceilings, up.compare(VectorOperators.GT, ceilings));
  }
}
