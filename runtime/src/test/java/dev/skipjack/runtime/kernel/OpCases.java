package dev.skipjack.runtime.kernel;

import dev.skipjack.runtime.kernel.NaiveOps.Size;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The one list of cases that every provider is checked with: primes, ones, odd planes, tails. */
final class OpCases {
  private final List<OpCheck> cases = new ArrayList<>();

  private OpCases() {}

  /** Two vectors that a case keeps from run to run, as a network keeps its statistics. */
  private static final class Constants {
    private final Map<DataType, INDArray[]> known = new EnumMap<>(DataType.class);
    private final double[] first;
    private final double[] second;

    Constants(double[] first, double[] second) {
      this.first = first;
      this.second = second;
    }

    INDArray[] of(DataType type) {
      return known.computeIfAbsent(
          type,
          t -> {
            TestArrays arrays = new TestArrays(t, false);
            return new INDArray[] {
              arrays.of(first, first.length), arrays.of(second, second.length)
            };
          });
    }
  }

  static List<OpCheck> all() {
    OpCases all = new OpCases();
    all.convolutions();
    all.pools();
    all.normalizations();
    all.others();
    return all.cases;
  }

  private void convolutions() {
    // in, out, kernel, stride, padding, dilation, groups, bias
    convolution(new Size(1, 1, 1, 1), new ConvolutionSpec(1, 1, 1, 1, 0, 1, 1, true));
    convolution(new Size(2, 5, 3, 4), new ConvolutionSpec(5, 7, 1, 1, 0, 1, 1, false));
    convolution(new Size(7, 3, 2, 3), new ConvolutionSpec(3, 2, 1, 1, 0, 1, 1, true));
    convolution(new Size(2, 3, 5, 6), new ConvolutionSpec(3, 4, 1, 2, 0, 1, 1, false));
    convolution(new Size(2, 3, 5, 7), new ConvolutionSpec(3, 5, 3, 1, 1, 1, 1, false));
    convolution(new Size(1, 2, 6, 5), new ConvolutionSpec(2, 3, 3, 2, 1, 1, 1, true));
    convolution(new Size(2, 2, 7, 7), new ConvolutionSpec(2, 2, 3, 1, 2, 2, 1, false));
    convolution(new Size(1, 2, 9, 8), new ConvolutionSpec(2, 2, 5, 3, 0, 1, 1, true));
    convolution(new Size(2, 4, 5, 5), new ConvolutionSpec(4, 6, 3, 1, 1, 1, 2, false));
    convolution(new Size(1, 3, 4, 4), new ConvolutionSpec(3, 3, 3, 1, 1, 1, 3, true));
    convolution(new Size(1, 2, 4, 5), new ConvolutionSpec(2, 3, 2, 1, 1, 1, 1, false));
    convolution(new Size(1, 4, 3, 3), new ConvolutionSpec(4, 6, 1, 1, 0, 1, 2, true));
    convolution(new Size(7, 5, 3, 5), new ConvolutionSpec(5, 7, 3, 1, 1, 1, 1, true));
    convolution(new Size(1, 5, 3, 5), new ConvolutionSpec(5, 7, 3, 1, 1, 1, 1, true));
    convolution(new Size(7, 5, 3, 1), new ConvolutionSpec(5, 7, 1, 1, 0, 1, 1, true));
    convolution(new Size(1, 5, 3, 1), new ConvolutionSpec(5, 7, 1, 1, 0, 1, 1, true));
    convolution(new Size(2, 6, 9, 7), new ConvolutionSpec(6, 4, 3, 2, 2, 2, 2, true));
    convolution(new Size(1, 3, 11, 10), new ConvolutionSpec(3, 3, 3, 3, 1, 3, 3, false));
    convolution(new Size(3, 3, 4, 5), new ConvolutionSpec(3, 5, 1, 3, 0, 1, 1, true));
    convolution(new Size(2, 3, 3, 4), new ConvolutionSpec(3, 2, 1, 1, 1, 1, 1, true));
  }

  private void convolution(Size in, ConvolutionSpec s) {
    long[] weight = {s.outChannels(), s.inChannels() / s.groups(), s.kernel(), s.kernel()};
    List<long[]> inputs = OpCheck.shapes(in.shape(), weight);
    if (s.bias()) {
      inputs.add(new long[] {s.outChannels()});
    }
    cases.add(
        new OpCheck(
            s + " on " + in,
            inputs,
            NaiveOps.convolved(in, s).shape(),
            v -> NaiveOps.convolution(v[0], in, v[1], s.bias() ? v[2] : null, s),
            (k, x, out) -> k.convolution(s).run(x[0], x[1], s.bias() ? x[2] : null, out),
            (k, x, out, g, d) ->
                k.convolutionGradient(s).run(x[0], x[1], g, d[0], d[1], s.bias() ? d[2] : null)));
  }

  private void pools() {
    for (PoolSpec.Kind kind : PoolSpec.Kind.values()) {
      for (boolean include : new boolean[] {true, false}) {
        // kernel, stride, padding, ceil mode
        pool(new Size(2, 3, 4, 6), new PoolSpec(kind, 2, 2, 0, false, include));
        pool(new Size(1, 2, 5, 7), new PoolSpec(kind, 3, 2, 1, false, include));
        pool(new Size(1, 2, 5, 6), new PoolSpec(kind, 2, 2, 0, true, include));
        pool(new Size(2, 1, 6, 7), new PoolSpec(kind, 3, 2, 1, true, include));
        pool(new Size(1, 1, 5, 5), new PoolSpec(kind, 3, 3, 1, true, include));
        pool(new Size(7, 5, 5, 6), new PoolSpec(kind, 2, 2, 0, true, include));
        pool(new Size(1, 5, 5, 6), new PoolSpec(kind, 2, 2, 0, true, include));
        pool(new Size(2, 3, 7, 5), new PoolSpec(kind, 3, 1, 1, false, include));
        pool(new Size(7, 1, 8, 11), new PoolSpec(kind, 2, 3, 1, true, include));
        pool(new Size(1, 1, 1, 1), new PoolSpec(kind, 1, 1, 0, false, include));
      }
    }
  }

  private void pool(Size in, PoolSpec s) {
    cases.add(
        new OpCheck(
            s + " on " + in,
            OpCheck.shapes(in.shape()),
            NaiveOps.pooled(in, s).shape(),
            v -> NaiveOps.pool(v[0], in, s),
            (k, x, out) -> k.pool(s).run(x[0], out),
            (k, x, out, g, d) -> k.poolGradient(s).run(x[0], out, g, d[0])));
  }

  private void normalizations() {
    for (boolean relu : new boolean[] {false, true}) {
      batchNorm(new Size(3, 2, 3, 5), new NormalizeSpec(2, 1e-5, relu));
      batchNorm(new Size(1, 7, 4, 4), new NormalizeSpec(7, 1e-3, relu));
      batchNorm(new Size(7, 1, 1, 1), new NormalizeSpec(1, 1e-5, relu));
      batchNorm(new Size(1, 2, 3, 5), new NormalizeSpec(2, 1e-5, relu));
      fixedNorm(new Size(2, 3, 3, 2), new NormalizeSpec(3, 1e-5, relu));
    }
  }

  /** As a network trains it: the statistics are functions of x. */
  private void batchNorm(Size in, NormalizeSpec s) {
    long[] vector = {in.c()};
    Constants vectors = new Constants(new double[in.c()], new double[in.c()]);
    cases.add(
        new OpCheck(
            s + " on " + in,
            OpCheck.shapes(in.shape(), vector, vector),
            in.shape(),
            v -> {
              double[][] moments = NaiveOps.moments(v[0], in);
              return NaiveOps.normalize(v[0], in, moments[0], moments[1], v[1], v[2], s);
            },
            (k, x, out) -> {
              INDArray[] moments = vectors.of(x[1].dataType());
              k.statistics(in.c()).run(x[0], moments[0], moments[1]);
              k.normalize(s).run(x[0], moments[0], moments[1], x[1], x[2], out);
            },
            (k, x, out, g, d) -> {
              INDArray[] moments = vectors.of(x[1].dataType());
              k.statistics(in.c()).run(x[0], moments[0], moments[1]);
              k.normalizeGradient(s, false)
                  .run(x[0], out, moments[0], moments[1], x[1], g, d[0], d[1], d[2]);
            }));
  }

  /** As a frozen layer runs: the statistics are constants. */
  private void fixedNorm(Size in, NormalizeSpec s) {
    long[] vector = {in.c()};
    double[] mean = TestArrays.random(in.c(), 3);
    double[] variance = {0.5, 1.5, 2.5};
    Constants vectors = new Constants(mean, variance);
    cases.add(
        new OpCheck(
            "fixed " + s + " on " + in,
            OpCheck.shapes(in.shape(), vector, vector),
            in.shape(),
            v -> NaiveOps.normalize(v[0], in, mean, variance, v[1], v[2], s),
            (k, x, out) -> {
              INDArray[] moments = vectors.of(x[0].dataType());
              k.normalize(s).run(x[0], moments[0], moments[1], x[1], x[2], out);
            },
            (k, x, out, g, d) -> {
              INDArray[] moments = vectors.of(x[0].dataType());
              k.normalizeGradient(s, true)
                  .run(x[0], out, moments[0], moments[1], x[1], g, d[0], d[1], d[2]);
            }));
  }

  private void others() {
    Size in = new Size(2, 3, 5, 4);
    for (ActivationSpec.Kind kind : ActivationSpec.Kind.values()) {
      ActivationSpec s = new ActivationSpec(kind, 0.2);
      cases.add(
          new OpCheck(
              s.toString(),
              OpCheck.shapes(in.shape()),
              in.shape(),
              v -> NaiveOps.activation(v[0], s),
              (k, x, out) -> k.activation(s).run(x[0], out),
              (k, x, out, g, d) -> k.activationGradient(s).run(out, g, d[0])));
    }
    cases.add(
        new OpCheck(
            "global average pool",
            OpCheck.shapes(in.shape()),
            new long[] {in.n(), in.c(), 1, 1},
            v -> NaiveOps.globalAverage(v[0], in),
            (k, x, out) -> k.globalAveragePool().run(x[0], out),
            (k, x, out, g, d) -> k.globalAveragePoolGradient().run(g, d[0])));
    for (PadShortcutSpec s :
        List.of(
            new PadShortcutSpec(3, 5, 2),
            new PadShortcutSpec(3, 3, 3),
            new PadShortcutSpec(3, 4, 1))) {
      cases.add(
          new OpCheck(
              s.toString(),
              OpCheck.shapes(in.shape()),
              NaiveOps.shortened(in, s).shape(),
              v -> NaiveOps.padShortcut(v[0], in, s),
              (k, x, out) -> k.padShortcut(s).run(x[0], out),
              (k, x, out, g, d) -> k.padShortcutGradient(s).run(g, d[0])));
    }
    cases.add(
        new OpCheck(
            "add",
            OpCheck.shapes(in.shape(), in.shape()),
            in.shape(),
            v -> NaiveOps.sum(v[0], v[1]),
            (k, x, out) -> k.add().run(x[0], x[1], out),
            (k, x, out, g, d) -> {
              k.copy().run(g, d[0]);
              k.copy().run(g, d[1]);
            }));
    linear(1, new LinearSpec(1, 1, false));
    linear(7, new LinearSpec(5, 3, true));
    linear(2, new LinearSpec(17, 11, false));
  }

  private void linear(int images, LinearSpec s) {
    List<long[]> inputs =
        OpCheck.shapes(
            new long[] {images, s.inFeatures()}, new long[] {s.outFeatures(), s.inFeatures()});
    if (s.bias()) {
      inputs.add(new long[] {s.outFeatures()});
    }
    cases.add(
        new OpCheck(
            s + " on " + images,
            inputs,
            new long[] {images, s.outFeatures()},
            v -> NaiveOps.linear(v[0], v[1], s.bias() ? v[2] : null, images, s),
            (k, x, out) -> k.linear(s).run(x[0], x[1], s.bias() ? x[2] : null, out),
            (k, x, out, g, d) ->
                k.linearGradient(s).run(x[0], x[1], g, d[0], d[1], s.bias() ? d[2] : null)));
  }
}
