package dev.skipjack.runtime.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** One op against its naive loops and its gradient against central differences of them. */
final class OpCheck {
  private final String name;
  private final List<CaseOperand> inputs;
  private final List<CaseOperand> outputs;
  private final Expected.Naive naive;
  private final Forward forward;
  private final Backward backward;
  private final Expected.NaiveGradient slopes;

  /** Differences take longer than kernels, and every provider needs the same ones. */
  private Expected expected;

  /** The op as kernels. */
  @FunctionalInterface
  interface Forward {
    void run(Kernels kernels, INDArray[] inputs, INDArray[] outputs);
  }

  /** The gradient as kernels. */
  @FunctionalInterface
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

  /** What kernels computed; no gradients if the op has none. */
  private record Results(double[][] outputs, double[][] gradients) {}

  /**
   * @param name of the case
   * @param inputs what it reads
   * @param outputs what it writes
   * @param naive the op as loops
   * @param forward the op as kernels
   * @param backward the gradient as kernels, into an array for each input; null if the op has none
   */
  OpCheck(
      String name,
      List<CaseOperand> inputs,
      List<CaseOperand> outputs,
      Expected.Naive naive,
      Forward forward,
      Backward backward) {
    this(name, inputs, outputs, naive, forward, backward, null);
  }

  private OpCheck(
      String name,
      List<CaseOperand> inputs,
      List<CaseOperand> outputs,
      Expected.Naive naive,
      Forward forward,
      Backward backward,
      Expected.NaiveGradient slopes) {
    this.name = name;
    this.inputs = inputs;
    this.outputs = outputs;
    this.naive = naive;
    this.forward = forward;
    this.backward = backward;
    this.slopes = slopes;
  }

  /**
   * The same, where differences of many elements would take long.
   *
   * @param gradient of the loops, as loops
   */
  OpCheck withGradient(Expected.NaiveGradient gradient) {
    return new OpCheck(name, inputs, outputs, naive, forward, backward, gradient);
  }

  void run(Backend backend, boolean inSlabs) {
    try (Kernels kernels = backend.open()) {
      run(kernels, backend.type(), inSlabs);
    }
  }

  void run(Kernels kernels, DataType type, boolean inSlabs) {
    TestArrays arrays = new TestArrays(type, inSlabs);
    check(kernels, type, arrays, operands(arrays));
  }

  /** On arrays where the kernels have just computed with other values. */
  void runAgain(Kernels kernels, DataType type, boolean inSlabs) {
    TestArrays arrays = new TestArrays(type, inSlabs);
    Operands operands = operands(arrays);
    fill(operands.inputs(), values(1));
    fill(operands.outGradients(), weights(1));
    step(kernels, operands, Double.NaN);
    arrays.checkSentinels();
    check(kernels, type, arrays, operands);
  }

  private void check(Kernels kernels, DataType type, TestArrays arrays, Operands operands) {
    boolean single = type == DataType.FLOAT;
    Expected e = expected();
    fill(operands.inputs(), e.values());
    fill(operands.outGradients(), e.weights());
    fill(operands.outputs(), Double.NaN);
    fill(operands.gradients(), Double.NaN);
    forward.run(kernels, operands.inputs(), operands.outputs());
    check("output", values(operands.outputs()), e.outputs(), single ? 2e-5 : 1e-10);
    if (backward != null) {
      backward(kernels, operands);
      check("gradient", values(operands.gradients()), e.gradients(), single ? 1e-4 : 1e-6);
    }
    arrays.checkSentinels();
  }

  private Expected expected() {
    if (expected == null) {
      expected =
          slopes != null
              ? Expected.withGradient(naive, slopes, values(0), weights(0))
              : backward == null
                  ? Expected.forward(naive, values(0), weights(0))
                  : Expected.differentiated(naive, draw -> values(1000L * draw), weights(0));
    }
    return expected;
  }

  /** Other values of the inputs for each number. */
  private double[][] values(long other) {
    return Expected.random(inputs, name.hashCode() + other);
  }

  private double[][] weights(long other) {
    return Expected.random(outputs, 77 + other);
  }

  /** Checks a provider against the portable one where loops would take too long. */
  void compare(Backend backend) {
    Results actual = results(backend, true);
    Results expected = results(new Backend(Backend.PORTABLE, DataType.FLOAT), false);
    for (int i = 0; i < expected.outputs().length; i++) {
      String which = this + ": output " + i;
      TestArrays.checkClose(which, actual.outputs()[i], expected.outputs()[i], 1e-4);
    }
    for (int i = 0; i < expected.gradients().length; i++) {
      String which = this + ": gradient " + i;
      TestArrays.checkClose(which, actual.gradients()[i], expected.gradients()[i], 1e-4);
    }
  }

  private Results results(Backend backend, boolean inSlabs) {
    TestArrays arrays = new TestArrays(backend.type(), inSlabs);
    Operands operands = operands(arrays);
    fill(operands.inputs(), values(0));
    fill(operands.outGradients(), weights(0));
    try (Kernels kernels = backend.open()) {
      forward.run(kernels, operands.inputs(), operands.outputs());
      backward(kernels, operands);
    }
    arrays.checkSentinels();
    return new Results(
        values(operands.outputs()),
        backward == null ? new double[0][] : values(operands.gradients()));
  }

  /**
   * What kernels compute, outputs and then gradients.
   *
   * @param undefined what lies where they write
   */
  List<double[]> computed(Kernels kernels, DataType type, boolean inSlabs, double undefined) {
    return computed(kernels, operands(new TestArrays(type, inSlabs)), undefined);
  }

  /**
   * The same on arrays where the kernels have just computed with nothing but NaN: it must not live
   * on.
   *
   * @param undefined what lies where they write
   */
  List<double[]> computedAfterNan(
      Kernels kernels, DataType type, boolean inSlabs, double undefined) {
    Operands operands = operands(new TestArrays(type, inSlabs));
    fill(operands.inputs(), Double.NaN);
    fill(operands.outGradients(), Double.NaN);
    step(kernels, operands, 0);
    return computed(kernels, operands, undefined);
  }

  private List<double[]> computed(Kernels kernels, Operands operands, double undefined) {
    fill(operands.inputs(), values(0));
    fill(operands.outGradients(), weights(0));
    return step(kernels, operands, undefined);
  }

  private List<double[]> step(Kernels kernels, Operands operands, double undefined) {
    fill(operands.outputs(), undefined);
    fill(operands.gradients(), undefined);
    forward.run(kernels, operands.inputs(), operands.outputs());
    backward(kernels, operands);
    List<double[]> all = new ArrayList<>(List.of(values(operands.outputs())));
    if (backward != null) {
      all.addAll(List.of(values(operands.gradients())));
    }
    return all;
  }

  /**
   * What the op's loops say, and what kernels compute, where some elements of one input are not
   * finite: its first one, and one in the middle of the first image.
   *
   * @param input which one
   */
  List<double[][]> withNotFinite(Kernels kernels, DataType type, int input, double value) {
    double[][] values = values(0);
    double[] changed = values[input];
    changed[0] = value;
    changed[changed.length / inputs.get(input).images() / 2] = value;
    Operands operands = operands(new TestArrays(type, false));
    fill(operands.inputs(), values);
    forward.run(kernels, operands.inputs(), operands.outputs());
    return List.of(naive.run(values), values(operands.outputs()));
  }

  /** The gradients where those of all outputs are some numbers, and where they are NaN. */
  List<double[][]> withNanGradients(Kernels kernels, DataType type) {
    Operands operands = operands(new TestArrays(type, false));
    computed(kernels, operands, 0);
    double[][] finite = values(operands.gradients());
    fill(operands.outGradients(), Double.NaN);
    backward(kernels, operands);
    return List.of(finite, values(operands.gradients()));
  }

  /** Of an output; a vector counts as one. */
  int images(int output) {
    return outputs.get(output).images();
  }

  int inputs() {
    return inputs.size();
  }

  boolean hasGradient() {
    return backward != null;
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

  private static INDArray[] arrays(List<CaseOperand> operands, TestArrays arrays) {
    return operands.stream().map(operand -> operand.array(arrays)).toArray(INDArray[]::new);
  }

  private static void fill(INDArray[] arrays, double[][] values) {
    for (int i = 0; i < arrays.length; i++) {
      TestArrays.fill(arrays[i], values[i]);
    }
  }

  private static void fill(INDArray[] arrays, double value) {
    for (INDArray array : arrays) {
      TestArrays.fill(array, value);
    }
  }

  private static double[][] values(INDArray[] arrays) {
    return Arrays.stream(arrays).map(TestArrays::values).toArray(double[][]::new);
  }

  /** The first operand is the map that the others are sums over; what cancels is still as exact. */
  private void check(String what, double[][] actual, double[][] expected, double tolerance) {
    double terms = TestArrays.largest(expected[0]);
    for (int i = 0; i < expected.length; i++) {
      double most = Math.max(terms, TestArrays.largest(expected[i]));
      String which = "%s: %s %d".formatted(name, what, i);
      TestArrays.checkClose(which, actual[i], expected[i], most, tolerance);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
