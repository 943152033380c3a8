package dev.skipjack.runtime.kernel;

import java.util.List;

/**
 * What loops say about an op for random operands.
 *
 * @param values of the inputs
 * @param weights of the outputs in the scalar that is differentiated
 * @param outputs of the loops
 * @param gradients of the scalar with respect to each input, by central differences
 */
record Expected(double[][] values, double[][] weights, double[][] outputs, double[][] gradients) {
  private static final double STEP = 1e-5;

  /** The op as loops: an array of values for each input gives one for each output. */
  @FunctionalInterface
  interface Naive {
    double[][] run(double[][] inputs);
  }

  /** For an op without gradient. */
  static Expected forward(Naive naive, double[][] values, double[][] weights) {
    return new Expected(values, weights, naive.run(values), new double[0][]);
  }

  static Expected differentiated(Naive naive, double[][] values, double[][] weights) {
    double[][] gradients = new double[values.length][];
    for (int i = 0; i < gradients.length; i++) {
      gradients[i] = differences(naive, values, i, weights);
    }
    return new Expected(values, weights, naive.run(values), gradients);
  }

  /**
   * @param seed another one gives other values
   */
  static double[][] random(List<CaseOperand> operands, long seed) {
    double[][] values = new double[operands.size()][];
    for (int i = 0; i < values.length; i++) {
      values[i] = operands.get(i).random(31 * i + seed);
    }
    return values;
  }

  private static double[] differences(
      Naive naive, double[][] values, int input, double[][] weights) {
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
}
