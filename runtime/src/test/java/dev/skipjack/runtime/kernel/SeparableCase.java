package dev.skipjack.runtime.kernel;

import static dev.skipjack.runtime.kernel.Operand.ADDEND;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;

import dev.skipjack.runtime.kernel.NaiveOps.Size;
import dev.skipjack.runtime.kernel.activation.ActivationSpec;
import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.convolution.FoldedConvolutionSpec;
import dev.skipjack.runtime.kernel.convolution.SeparableConvolutionSpec;
import dev.skipjack.runtime.kernel.convolution.SeparableConvolutionSpec.Names;
import dev.skipjack.runtime.kernel.norm.NormalizeSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A depthwise convolution with those around it as an op without gradient: the input, the parameters
 * of each, and what is added.
 *
 * @param residual whether the input itself is added
 */
record SeparableCase(Size in, SeparableConvolutionSpec spec, boolean residual) {
  private static final double EPSILON = 1e-3;

  /** A convolution of three with its names. */
  private record Part(FoldedConvolutionSpec spec, Names names) {
    int inputs() {
      return 1 + (spec.convolution().bias() ? 1 : 0) + (spec.fold() == null ? 0 : 4);
    }
  }

  /** Every combination on small maps, in each layout. */
  static List<OpCheck> all() {
    List<OpCheck> cases = new ArrayList<>();
    for (ActivationSpec.Kind kind : List.of(ActivationSpec.Kind.RELU6, ActivationSpec.Kind.SILU)) {
      ActivationSpec activation = new ActivationSpec(kind, 0);
      cases.addAll(layouts(new Size(2, 16, 5, 3), 32, 16, 3, 1, activation, true));
      cases.addAll(layouts(new Size(1, 7, 8, 9), 48, 5, 3, 2, activation, false));
      cases.addAll(layouts(new Size(3, 16, 4, 6), 16, 0, 5, 1, activation, false));
      cases.addAll(layouts(new Size(2, 48, 7, 8), 0, 32, 3, 2, activation, false));
      cases.addAll(layouts(new Size(1, 16, 1, 1), 32, 16, 3, 1, activation, true));
    }
    for (ActivationSpec activation : ActivationCases.all()) {
      cases.addAll(layouts(new Size(1, 16, 5, 4), 32, 16, 3, 2, activation, false));
    }
    cases.addAll(layouts(new Size(2, 16, 9, 6), 0, 20, 5, 2, ActivationSpec.RELU, false));
    cases.addAll(layouts(new Size(2, 3, 6, 5), 16, 0, 3, 2, null, false));
    return cases;
  }

  /** On maps of a real size: bands of an image, whole images, and what is shared between parts. */
  static Stream<OpCheck> large() {
    ActivationSpec relu6 = new ActivationSpec(ActivationSpec.Kind.RELU6, 0);
    ActivationSpec silu = new ActivationSpec(ActivationSpec.Kind.SILU, 0);
    return Stream.of(
            layouts(new Size(1, 16, 61, 58), 96, 24, 3, 2, relu6, false),
            layouts(new Size(1, 32, 28, 27), 192, 32, 3, 1, relu6, true),
            layouts(new Size(2, 64, 14, 14), 208, 64, 3, 1, relu6, true),
            layouts(new Size(5, 48, 7, 7), 304, 48, 3, 1, relu6, true),
            layouts(new Size(2, 40, 14, 15), 240, 0, 5, 2, silu, false),
            layouts(new Size(1, 32, 57, 55), 0, 16, 3, 1, relu6, false),
            layouts(new Size(1, 400, 7, 7), 0, 304, 3, 1, relu6, false))
        .flatMap(List::stream);
  }

  /**
   * @param hidden channels; zero if nothing expands
   * @param out channels; zero if nothing projects
   */
  private static List<OpCheck> layouts(
      Size in,
      int hidden,
      int out,
      int kernel,
      int stride,
      ActivationSpec activation,
      boolean residual) {
    int channels = hidden == 0 ? in.c() : hidden;
    int outs = out == 0 ? channels : out;
    FoldedConvolutionSpec expand =
        hidden == 0 ? null : folded(in.c(), channels, 1, 1, 1, true, false, activation);
    FoldedConvolutionSpec depthwise =
        folded(channels, channels, kernel, stride, channels, !residual, false, activation);
    FoldedConvolutionSpec project =
        out == 0 ? null : folded(channels, out, 1, 1, 1, residual, residual, null);
    List<OpCheck> cases = new ArrayList<>();
    for (Layout input : Layout.values()) {
      for (Layout output : Layout.values()) {
        if (input.takes(in.c()) && output.takes(outs) && (!residual || input == output)) {
          SeparableConvolutionSpec spec =
              new SeparableConvolutionSpec(expand, depthwise, project, input, output);
          cases.add(new SeparableCase(in, spec, residual).check());
        }
      }
    }
    return cases;
  }

  private static FoldedConvolutionSpec folded(
      int in,
      int out,
      int kernel,
      int stride,
      int groups,
      boolean fold,
      boolean add,
      ActivationSpec activation) {
    ConvolutionSpec s =
        new ConvolutionSpec(in, out, kernel, stride, kernel / 2, 1, groups, !fold || add);
    return new FoldedConvolutionSpec(
        s, null, fold ? new NormalizeSpec(out, EPSILON) : null, add, activation);
  }

  private List<Part> parts() {
    return Stream.of(
            new Part(spec.expand(), Names.EXPAND),
            new Part(spec.depthwise(), Names.DEPTHWISE),
            new Part(spec.project(), Names.PROJECT))
        .filter(part -> part.spec() != null)
        .toList();
  }

  private Size out() {
    Size size = in;
    for (Part part : parts()) {
      size = NaiveOps.convolved(size, part.spec().convolution());
    }
    return size;
  }

  OpCheck check() {
    return new OpCheck(
        spec + " on " + in,
        inputs(),
        CaseOperand.maps(out().shape()),
        this::naive,
        this::forward,
        null);
  }

  private List<CaseOperand> inputs() {
    List<CaseOperand> inputs = new ArrayList<>(List.of(CaseOperand.map(in.shape())));
    for (Part part : parts()) {
      ConvolutionSpec s = part.spec().convolution();
      inputs.add(
          CaseOperand.vector(
              s.outChannels(),
              s.inChannels() / s.groups(),
              s.kernel().height(),
              s.kernel().width()));
      if (s.bias()) {
        inputs.add(CaseOperand.vector(s.outChannels()));
      }
      if (part.spec().fold() != null) {
        inputs.addAll(CaseOperand.batchNorm(s.outChannels()));
      }
    }
    return inputs;
  }

  private double[][] naive(double[][] v) {
    double[] x = NaiveLayouts.planes(v[0], in, spec.input());
    double[] out = x;
    Size size = in;
    int at = 1;
    for (Part part : parts()) {
      ConvolutionSpec s = part.spec().convolution();
      out = NaiveOps.convolution(out, size, v[at], s.bias() ? v[at + 1] : null, s);
      size = NaiveOps.convolved(size, s);
      if (part.spec().fold() != null) {
        int f = at + part.inputs() - 4;
        out =
            NaiveOps.normalize(
                out, size, v[f], v[f + 1], v[f + 2], v[f + 3], null, part.spec().fold());
      }
      if (part.spec().add()) {
        out = NaiveOps.sum(out, x);
      }
      out = NaiveOps.activation(out, part.spec().activation());
      at += part.inputs();
    }
    return new double[][] {NaiveLayouts.laid(out, size, spec.output())};
  }

  private void forward(Kernels kernels, INDArray[] x, INDArray[] out) {
    Operands operands = new Operands().with(INPUT, x[0]).with(OUTPUT, out[0]);
    int at = 1;
    for (Part part : parts()) {
      Names names = part.names();
      operands.with(names.weight(), x[at]);
      if (part.spec().convolution().bias()) {
        operands.with(names.bias(), x[at + 1]);
      }
      if (part.spec().fold() != null) {
        int f = at + part.inputs() - 4;
        operands
            .with(names.mean(), x[f])
            .with(names.variance(), x[f + 1])
            .with(names.gamma(), x[f + 2])
            .with(names.beta(), x[f + 3]);
      }
      at += part.inputs();
    }
    if (residual) {
      operands.with(ADDEND, x[0]);
    }
    Step kernel = kernels.step(spec);
    kernels.parametersChanged();
    kernel.bind(operands).run();
  }
}
