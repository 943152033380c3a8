package dev.skipjack.runtime.kernel;

import java.util.List;
import java.util.function.IntFunction;

/**
 * What loops say about an op for random operands.
 *
 * @param values of the inputs
 * @param weights of the outputs in the scalar that is differentiated
 * @param outputs of the loops
 * @param gradients of the scalar with respect to each input, by central differences if not as loops
 */
record Expected(double[][] values, double[][] weights, double[][] outputs, double[][] gradients) {
  private static final double STEP = 1e-5;

  /** By how much slopes before and behind a point differ at a kink; curves are far below. */
  private static final double KINK = 1e-2;

  private static final int MOST_DRAWS = 20;

  /** The op as loops: an array of values for each input gives one for each output. */
  @FunctionalInterface
  interface Naive {
    double[][] run(double[][] inputs);
  }

  /** The gradient as loops: an array for each input from what is read and the outputs' weights. */
  @FunctionalInterface
  interface NaiveGradient {
    double[][] run(double[][] inputs, double[][] weights);
  }

  /** For an op whose gradient is loops, too. */
  static Expected withGradient(
      Naive naive, NaiveGradient gradient, double[][] values, double[][] weights) {
    return new Expected(values, weights, naive.run(values), gradient.run(values, weights));
  }

  /** For an op without gradient. */
  static Expected forward(Naive naive, double[][] values, double[][] weights) {
    return new Expected(values, weights, naive.run(values), new double[0][]);
  }

  /**
   * Values are drawn again where an element lies beside a kink, as that of a ReLU: differences over
   * it are no derivative.
   *
   * @param draws what is drawn the first time, the second ...
   */
  static Expected differentiated(Naive naive, IntFunction<double[][]> draws, double[][] weights) {
    for (int draw = 0; draw < MOST_DRAWS; draw++) {
      double[][] values = draws.apply(draw);
      double[][] gradients = new double[values.length][];
      boolean isSmooth = true;
      for (int i = 0; i < gradients.length && isSmooth; i++) {
        gradients[i] = new double[values[i].length];
        isSmooth = differentiate(naive, values, i, weights, gradients[i]);
      }
      if (isSmooth) {
        return new Expected(values, weights, naive.run(values), gradients);
      }
    }
    throw new IllegalStateException("a kink beside every draw: is the op differentiable at all?");
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

  /** False if it found a kink. */
  private static boolean differentiate(
      Naive naive, double[][] values, int input, double[][] weights, double[] gradient) {
    double here = dot(naive.run(values), weights);
    for (int i = 0; i < gradient.length; i++) {
      double value = values[input][i];
      values[input][i] = value + STEP;
      double above = dot(naive.run(values), weights);
      values[input][i] = value - STEP;
      double below = dot(naive.run(values), weights);
      values[input][i] = value;
      gradient[i] = (above - below) / (2 * STEP);
      double bend = Math.abs(above - 2 * here + below) / STEP;
      if (bend > KINK * Math.max(1, Math.abs(gradient[i]))) {
        return false;
      }
    }
    return true;
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
