package dev.skipjack.runtime.kernel;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One op against its naive loops and its gradient against central differences of them.
 *
 * @param name of the case
 * @param inputs what it reads
 * @param outputs what it writes
 * @param naive the op as loops
 * @param forward the op as kernels
 * @param backward the gradient as kernels, into an array for each input; null if the op has none
 */
record OpCheck(
    String name,
    List<Operand> inputs,
    List<Operand> outputs,
    Naive naive,
    Forward forward,
    Backward backward) {
  private static final double STEP = 1e-5;

  /** The op as loops: an array of values for each input gives one for each output. */
  interface Naive {
    double[][] run(double[][] inputs);
  }

  /** The op as kernels. */
  interface Forward {
    void run(Kernels kernels, INDArray[] inputs, INDArray[] outputs);
  }

  /** The gradient as kernels. */
  interface Backward {
    void run(
        Kernels kernels,
        INDArray[] inputs,
        INDArray[] outputs,
        INDArray[] outGradients,
        INDArray[] gradients);
  }

  /** The arrays of one case, as a network keeps them from step to step. */
  private record Operands(
      INDArray[] inputs, INDArray[] outputs, INDArray[] outGradients, INDArray[] gradients) {}

  /** What a case computed, as values. */
  record Results(List<double[]> outputs, List<double[]> gradients) {}

  void run(Backend backend, boolean inSlabs) {
    try (Kernels kernels = backend.open()) {
      run(kernels, backend.type(), inSlabs, 1);
    }
  }

  /**
   * @param rounds how often to run on the same arrays, each time with other values in them
   */
  void run(Kernels kernels, DataType type, boolean inSlabs, int rounds) {
    TestArrays arrays = new TestArrays(type, inSlabs);
    Operands operands = operands(arrays);
    boolean single = type == DataType.FLOAT;
    for (int round = 0; round < rounds; round++) {
      double[][] values = values(round);
      double[][] weights = weights(round);
      fill(operands, values, weights);
      forward.run(kernels, operands.inputs(), operands.outputs());
      double[][] expected = naive.run(values);
      for (int i = 0; i < expected.length; i++) {
        double[] actual = TestArrays.values(operands.outputs()[i]);
        check("output " + i, actual, expected[i], single ? 2e-5 : 1e-10);
      }
      if (backward != null) {
        backward(kernels, operands);
        for (int i = 0; i < values.length; i++) {
          double[] actual = TestArrays.values(operands.gradients()[i]);
          double[] differences = differences(values, i, weights);
          check("gradient of input " + i, actual, differences, single ? 1e-4 : 1e-6);
        }
      }
      arrays.checkSentinels();
    }
  }

  /** To compare providers where loops would take too long. */
  Results results(Backend backend, boolean inSlabs) {
    Operands operands = operands(new TestArrays(backend.type(), inSlabs));
    fill(operands, values(0), weights(0));
    try (Kernels kernels = backend.open()) {
      forward.run(kernels, operands.inputs(), operands.outputs());
      backward(kernels, operands);
    }
    return new Results(valuesOf(operands.outputs()), valuesOf(operands.gradients()));
  }

  /** How many native buffers and contexts one more step makes on arrays that are known. */
  long madeByOneStep(Kernels kernels, DataType type, boolean inSlabs) {
    Operands operands = operands(new TestArrays(type, inSlabs));
    long before = 0;
    for (int step = 0; step < 3; step++) {
      before = Nd4j.getDeallocatorService().nextValue();
      forward.run(kernels, operands.inputs(), operands.outputs());
      backward(kernels, operands);
    }
    return Nd4j.getDeallocatorService().nextValue() - before - 1;
  }

  private void backward(Kernels kernels, Operands o) {
    if (backward != null) {
      backward.run(kernels, o.inputs(), o.outputs(), o.outGradients(), o.gradients());
    }
  }

  private Operands operands(TestArrays arrays) {
    return new Operands(
        arrays(inputs, arrays),
        arrays(outputs, arrays),
        arrays(outputs, arrays),
        arrays(inputs, arrays));
  }

  private static INDArray[] arrays(List<Operand> operands, TestArrays arrays) {
    return operands.stream().map(operand -> operand.array(arrays)).toArray(INDArray[]::new);
  }

  private double[][] values(int round) {
    double[][] values = new double[inputs.size()][];
    for (int i = 0; i < values.length; i++) {
      values[i] = inputs.get(i).random(31 * i + round + name.hashCode());
    }
    return values;
  }

  /** Of the outputs in the scalar whose gradient is checked. */
  private double[][] weights(int round) {
    double[][] weights = new double[outputs.size()][];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = TestArrays.random(outputs.get(i).length(), 77 + round + 13 * i);
    }
    return weights;
  }

  private static void fill(Operands operands, double[][] values, double[][] weights) {
    for (int i = 0; i < values.length; i++) {
      TestArrays.fill(operands.inputs()[i], values[i]);
    }
    for (int i = 0; i < weights.length; i++) {
      TestArrays.fill(operands.outGradients()[i], weights[i]);
    }
  }

  private static List<double[]> valuesOf(INDArray[] arrays) {
    List<double[]> values = new ArrayList<>();
    for (INDArray array : arrays) {
      values.add(TestArrays.values(array));
    }
    return values;
  }

  private double[] differences(double[][] values, int input, double[][] weights) {
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

  private static double dot(double[][] a, double[][] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < a[i].length; j++) {
        sum += a[i][j] * b[i][j];
      }
    }
    return sum;
  }

  private void check(String what, double[] actual, double[] expected, double tolerance) {
    TestArrays.checkClose(name + ": " + what, actual, expected, tolerance);
  }

  @Override
  public String toString() {
    return name;
  }
}
