package dev.skipjack.runtime.kernel.simd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A map {@code [N, C, H, W]} in the middle of a slab full of sentinels, or dense. */
final class TestMap {
  private static final float SENTINEL = 7.25f;
  private static final int BEFORE = 2;
  private static final int AFTER = 3;

  final int[] shape;
  final INDArray array;
  private final INDArray slab;
  private final int before;
  private final int all;

  private TestMap(boolean inSlab, int... shape) {
    this.shape = shape;
    this.before = inSlab ? BEFORE : 0;
    this.all = shape[1] + (inSlab ? BEFORE + AFTER : 0);
    int plane = shape[2] * shape[3];
    this.slab =
        Nd4j.valueArrayOf(new long[] {(long) shape[0] * all * plane}, SENTINEL, DataType.FLOAT);
    long[] dims = {shape[0], shape[1], shape[2], shape[3]};
    long[] strides = {(long) all * plane, plane, shape[3], 1};
    this.array = Nd4j.create(slab.data(), dims, strides, before * plane, 'c', DataType.FLOAT);
  }

  static TestMap empty(boolean inSlab, int... shape) {
    return new TestMap(inSlab, shape);
  }

  static TestMap random(long seed, boolean inSlab, int... shape) {
    TestMap map = new TestMap(inSlab, shape);
    map.set(random(seed, map.length()));
    return map;
  }

  /** Away from zero, where ReLU has no derivative; floats. */
  static double[] random(long seed, int length) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] values = new double[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) ((0.05 + random.nextDouble()) * (random.nextBoolean() ? 1 : -1));
    }
    return values;
  }

  static INDArray vector(double... values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return Nd4j.createFromArray(floats);
  }

  static INDArray vector(int length) {
    return Nd4j.valueArrayOf(new long[] {length}, SENTINEL, DataType.FLOAT);
  }

  int length() {
    return shape[0] * shape[1] * shape[2] * shape[3];
  }

  void set(double... values) {
    float[] floats = slab.toFloatVector();
    for (int i = 0; i < values.length; i++) {
      floats[place(i)] = (float) values[i];
    }
    slab.assign(Nd4j.createFromArray(floats));
  }

  /** In C order; fails if anything around the map has changed. */
  double[] get() {
    float[] floats = slab.toFloatVector();
    double[] values = new double[length()];
    for (int i = 0; i < values.length; i++) {
      values[i] = floats[place(i)];
      floats[place(i)] = SENTINEL;
    }
    float[] untouched = new float[floats.length];
    Arrays.fill(untouched, SENTINEL);
    assertThat(floats).as("the slab around the map").isEqualTo(untouched);
    return values;
  }

  private int place(int element) {
    int perImage = length() / shape[0];
    int plane = shape[2] * shape[3];
    return (element / perImage * all + before) * plane + element % perImage;
  }

  static void assertClose(String what, double[] got, double[] expected, double tolerance) {
    assertThat(got).as(what).hasSameSizeAs(expected);
    for (int i = 0; i < got.length; i++) {
      double limit = tolerance * Math.max(1, Math.abs(expected[i]));
      if (!(Math.abs(got[i] - expected[i]) <= limit)) {
        assertThat(got[i]).as("%s, element %d of %d", what, i, got.length).isEqualTo(expected[i]);
      }
    }
  }
}
