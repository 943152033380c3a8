package dev.skipjack.runtime.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One op against its naive loops and its gradient against central differences of them.
 *
 * @param name of the case
 * @param inputs shapes of what it reads
 * @param output shape of what it writes
 * @param naive the op as loops
 * @param forward the op as kernels
 * @param backward the gradient as kernels; into an array for each input
 */
record OpCheck(
    String name,
    List<long[]> inputs,
    long[] output,
    Naive naive,
    Forward forward,
    Backward backward) {
  private static final double STEP = 1e-5;

  /** The op as loops, on an array of values for each input. */
  interface Naive {
    double[] run(double[][] inputs);
  }

  /** The op as kernels. */
  interface Forward {
    void run(Kernels kernels, INDArray[] inputs, INDArray output);
  }

  /** The gradient as kernels. */
  interface Backward {
    void run(
        Kernels kernels,
        INDArray[] inputs,
        INDArray output,
        INDArray outGradient,
        INDArray[] gradients);
  }

  void run(DataType type, boolean inSlabs) {
    try (Kernels kernels = Kernels.open(type, 1)) {
      run(kernels, type, inSlabs, 1);
    }
  }

  /**
   * @param rounds how often to run on the same arrays, each time with other values in them
   */
  void run(Kernels kernels, DataType type, boolean inSlabs, int rounds) {
    TestArrays arrays = new TestArrays(type, inSlabs);
    INDArray[] operands = new INDArray[inputs.size()];
    INDArray[] gradients = new INDArray[inputs.size()];
    for (int i = 0; i < operands.length; i++) {
      // The first input is a map; the others are parameters, which are always dense.
      long[] shape = inputs.get(i);
      operands[i] = i == 0 ? arrays.map(shape) : arrays.dense(shape);
      gradients[i] = i == 0 ? arrays.map(shape) : arrays.dense(shape);
    }
    INDArray out = arrays.map(output);
    INDArray outGradient = arrays.map(output);
    for (int round = 0; round < rounds; round++) {
      double[][] values = new double[operands.length][];
      for (int i = 0; i < values.length; i++) {
        values[i] = TestArrays.random(length(inputs.get(i)), 31 * i + round + name.hashCode());
        TestArrays.fill(operands[i], values[i]);
      }
      double[] weights = TestArrays.random(length(output), 77 + round);
      TestArrays.fill(outGradient, weights);
      forward.run(kernels, operands, out);
      check(
          "output",
          TestArrays.values(out),
          naive.run(values),
          type == DataType.FLOAT ? 2e-5 : 1e-10);
      backward.run(kernels, operands, out, outGradient, gradients);
      for (int i = 0; i < values.length; i++) {
        check(
            "gradient of input " + i,
            TestArrays.values(gradients[i]),
            differences(values, i, weights),
            type == DataType.FLOAT ? 1e-4 : 1e-6);
      }
      arrays.checkSentinels();
    }
  }

  /** How many native buffers and contexts one more step makes on arrays that are known. */
  long madeByOneStep(Kernels kernels, DataType type, boolean inSlabs) {
    TestArrays arrays = new TestArrays(type, inSlabs);
    INDArray[] operands = new INDArray[inputs.size()];
    INDArray[] gradients = new INDArray[inputs.size()];
    for (int i = 0; i < operands.length; i++) {
      operands[i] = i == 0 ? arrays.map(inputs.get(i)) : arrays.dense(inputs.get(i));
      gradients[i] = i == 0 ? arrays.map(inputs.get(i)) : arrays.dense(inputs.get(i));
    }
    INDArray out = arrays.map(output);
    INDArray outGradient = arrays.map(output);
    long before = 0;
    for (int step = 0; step < 3; step++) {
      before = Nd4j.getDeallocatorService().nextValue();
      forward.run(kernels, operands, out);
      backward.run(kernels, operands, out, outGradient, gradients);
    }
    return Nd4j.getDeallocatorService().nextValue() - before - 1;
  }

  private double[] differences(double[][] values, int input, double[] weights) {
    double[] gradient = new double[values[input].length];
    for (int i = 0; i < gradient.length; i++) {
      double value = values[input][i];
      values[input][i] = value + STEP;
      double above = dot(naive.run(values), weights);
      values[input][i] = value - STEP;
      double below = dot(naive.run(values), weights);
      values[input][i] = value;
      gradient[i] = (above - below) / (2 * STEP);
    }
    return gradient;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /** Relative to the largest expected value. */
  private void check(String what, double[] actual, double[] expected, double tolerance) {
    assertThat(actual).as(name + ": " + what).hasSameSizeAs(expected);
    double most = 1e-3;
    for (double value : expected) {
      most = Math.max(most, Math.abs(value));
    }
    for (int i = 0; i < expected.length; i++) {
      double error = Math.abs(actual[i] - expected[i]) / most;
      assertThat(error)
          .as("%s: %s, element %d is %s, expected %s", name, what, i, actual[i], expected[i])
          .isLessThanOrEqualTo(tolerance);
    }
  }

  private static int length(long[] shape) {
    long length = 1;
    for (long size : shape) {
      length *= size;
    }
    return (int) length;
  }

  static List<long[]> shapes(long[]... shapes) {
    return new ArrayList<>(List.of(shapes));
  }

  @Override
  public String toString() {
    return name;
  }
}
