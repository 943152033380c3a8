package dev.skipjack.runtime.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class SmoothL1Test {
  private static final double[] OUTPUT = {0.3, -1.7, 2.5, 0.1, -4};
  private static final double[] TARGETS = {0.1, -0.2, 2.9, 3.5, -4.6};
  private static final double[] WEIGHTS = {1, 0, 2, 0.5, 1};

  private static INDArray array(double... values) {
    return Nd4j.createFromArray(values);
  }

  private static double formula(double beta, double... weights) {
    double sum = 0;
    double total = 0;
    for (int i = 0; i < OUTPUT.length; i++) {
      double d = Math.abs(OUTPUT[i] - TARGETS[i]);
      sum += weights[i] * (d < beta ? 0.5 * d * d / beta : d - 0.5 * beta);
      total += weights[i];
    }
    return sum / total;
  }

  @Test
  void whatWeighsNothingMayBeAnything() {
    for (double anything : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      INDArray output = array(OUTPUT).putScalar(1, anything);
      INDArray gradient = output.ulike();
      double loss = new SmoothL1().run(output, array(TARGETS), array(WEIGHTS), gradient);
      assertThat(loss).isCloseTo(formula(1, WEIGHTS), within(1e-12));
      assertThat(gradient.getDouble(1)).isZero();
      assertThat(new SmoothL1().run(output, array(TARGETS), null, gradient, 0)).isZero();
      assertThat(gradient.data().asDouble()).containsOnly(0);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, 1, 2})
  void isTheMeanOfItsFormula(double beta) {
    SmoothL1 loss = new SmoothL1(beta);
    INDArray output = array(OUTPUT);
    assertThat(loss.run(output, array(TARGETS), null, null))
        .isCloseTo(formula(beta, 1, 1, 1, 1, 1), within(1e-12));
    INDArray weights = array(WEIGHTS);
    INDArray gradient = output.ulike();
    assertThat(loss.run(output, array(TARGETS), weights, gradient))
        .isCloseTo(formula(beta, WEIGHTS), within(1e-12));
    for (int i = 0; i < OUTPUT.length; i++) {
      INDArray above = array(OUTPUT).putScalar(i, OUTPUT[i] + 1e-6);
      INDArray below = array(OUTPUT).putScalar(i, OUTPUT[i] - 1e-6);
      double slope =
          (loss.run(above, array(TARGETS), weights, null)
                  - loss.run(below, array(TARGETS), weights, null))
              / 2e-6;
      assertThat(gradient.getDouble(i)).isCloseTo(slope, within(1e-8));
    }
  }

  @Test
  void aMaskOfNothingGivesNothing() {
    INDArray gradient = array(9, 9, 9, 9, 9);
    INDArray nothing = Nd4j.create(DataType.DOUBLE, 5);
    assertThat(new SmoothL1().run(array(OUTPUT), array(TARGETS), nothing, gradient)).isZero();
    assertThat(gradient.norm1Number().doubleValue()).isZero();
  }

  @Test
  void longArraysAreReadInPieces() {
    INDArray output = Nd4j.rand(DataType.FLOAT, 3, 4, 40, 31);
    INDArray targets = Nd4j.rand(DataType.FLOAT, 3, 4, 40, 31);
    INDArray gradient = output.ulike();
    double expected =
        output.sub(targets).muli(output.sub(targets)).meanNumber().doubleValue() / 2; // below beta
    assertThat(new SmoothL1().run(output, targets, null, gradient))
        .isCloseTo(expected, within(1e-6));
    INDArray slope = output.sub(targets).divi(output.length());
    assertThat(gradient.equalsWithEps(slope, 1e-9)).isTrue();
  }

  @Test
  void severalOutputsShareTheirTotal() {
    SmoothL1 loss = new SmoothL1();
    INDArray output = array(OUTPUT);
    INDArray targets = array(TARGETS);
    double own = loss.run(output, targets, array(WEIGHTS), null); // weights of 4.5
    assertThat(loss.run(output, targets, array(WEIGHTS), null, 9)).isEqualTo(own / 2);
    INDArray gradient = array(9, 9, 9, 9, 9);
    for (double bad : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> loss.run(output, targets, array(1, 1, bad, 1, 1), gradient, 9))
          .hasMessage("weight 2 is %s, but a weight is finite and at least 0", bad);
      assertThatThrownBy(() -> loss.run(output, targets, array(WEIGHTS), gradient, bad))
          .hasMessage("the total of the weights must be finite and at least 0, got " + bad);
    }
    assertThat(gradient.toDoubleVector()).containsOnly(9);
  }

  @Test
  void whatDoesNotFitIsRefused() {
    SmoothL1 loss = new SmoothL1();
    INDArray output = array(OUTPUT);
    assertThatThrownBy(() -> loss.run(output, array(1, 2), null, null))
        .hasMessage("an output [5] needs targets of that shape, got [2]");
    assertThatThrownBy(() -> loss.run(output, array(TARGETS), array(1, 1, -1, 1, 1), null))
        .hasMessage("weight 2 is -1.0, but a weight is finite and at least 0");
    assertThatThrownBy(() -> new SmoothL1(-1)).hasMessageContaining("at least 0, got -1.0");
  }
}
