package dev.skipjack.runtime.kernel;

import static dev.skipjack.runtime.kernel.Operand.ADDEND;
import static dev.skipjack.runtime.kernel.Operand.ADDEND_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.BETA;
import static dev.skipjack.runtime.kernel.Operand.BETA_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.GAMMA;
import static dev.skipjack.runtime.kernel.Operand.GAMMA_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.MEAN;
import static dev.skipjack.runtime.kernel.Operand.MEAN_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.VARIANCE;
import static dev.skipjack.runtime.kernel.Operand.VARIANCE_GRADIENT;

import dev.skipjack.runtime.kernel.NaiveOps.Size;
import dev.skipjack.runtime.kernel.activation.ActivationSpec;
import dev.skipjack.runtime.kernel.norm.NormalizeGradientSpec;
import dev.skipjack.runtime.kernel.norm.NormalizeSpec;
import dev.skipjack.runtime.kernel.norm.StatisticsGradientSpec;
import dev.skipjack.runtime.kernel.norm.StatisticsSpec;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Batch norm: its pieces one by one, and together as a network trains it. */
final class NormalizationCases {
  private final List<OpCheck> cases = new ArrayList<>();

  /** Whether the sizes are those of features. */
  private boolean features;

  private final Layout layout;

  private NormalizationCases(Layout layout) {
    this.layout = layout;
  }

  /** What lies between two kernels, kept from step to step as a network keeps it. */
  private static final class Between {
    private final int channels;
    private final Map<DataType, Moments> known = new EnumMap<>(DataType.class);

    Between(int channels) {
      this.channels = channels;
    }

    Moments of(DataType type) {
      return known.computeIfAbsent(type, t -> Moments.of(new TestArrays(t, false), channels));
    }
  }

  private record Moments(
      INDArray mean, INDArray variance, INDArray meanGradient, INDArray varianceGradient) {
    static Moments of(TestArrays arrays, int channels) {
      return new Moments(
          arrays.dense(channels),
          arrays.dense(channels),
          arrays.dense(channels),
          arrays.dense(channels));
    }
  }

  static List<OpCheck> all() {
    NormalizationCases all = new NormalizationCases(Layout.PLANES);
    Size[] sizes = {
      new Size(3, 2, 3, 5),
      new Size(1, 7, 4, 4),
      new Size(7, 1, 1, 1),
      new Size(1, 2, 3, 5),
      new Size(5, 11, 1, 1)
    };
    for (Size in : sizes) {
      all.features = in.n() == 5;
      for (ActivationSpec activation : ActivationCases.orNone()) {
        for (boolean add : new boolean[] {false, true}) {
          NormalizeSpec spec =
              new NormalizeSpec(in.c(), in.c() == 7 ? 1e-3 : 1e-5, add, activation);
          all.normalize(in, spec);
          all.batchNorm(in, spec);
        }
      }
      all.statistics(in);
      all.statisticsOfWhatOthersRead(in);
    }
    NormalizationCases blocks = new NormalizationCases(Layout.BLOCKS);
    blocks.inBlocks();
    all.cases.addAll(blocks.cases);
    return all.cases;
  }

  private void inBlocks() {
    Size small = new Size(2, 16, 1, 3);
    for (ActivationSpec activation : ActivationCases.orNone()) {
      for (boolean add : new boolean[] {false, true}) {
        NormalizeSpec spec = new NormalizeSpec(16, 1e-5, add, activation, layout);
        normalize(small, spec);
        batchNorm(small, spec);
      }
    }
    for (Size in : new Size[] {small, new Size(3, 48, 1, 2), new Size(1, 16, 13, 11)}) {
      normalize(in, new NormalizeSpec(in.c(), 1e-3, true, ActivationSpec.RELU, layout));
      statistics(in);
      statisticsOfWhatOthersRead(in);
    }
  }

  private double[] planes(double[] map, Size in) {
    return NaiveLayouts.planes(map, in, layout);
  }

  private double[] laid(double[] planes, Size in) {
    return NaiveLayouts.laid(planes, in, layout);
  }

  private String named(Size in) {
    String map = layout == Layout.PLANES ? in.toString() : in + " in blocks";
    return features ? in.n() + " images' " + in.c() + " features" : map;
  }

  private long[] shape(Size in) {
    return features ? new long[] {in.n(), in.c()} : in.shape();
  }

  /** The statistics are operands like any other, as for a frozen layer. */
  private void normalize(Size in, NormalizeSpec s) {
    List<CaseOperand> inputs = new ArrayList<>(CaseOperand.maps(shape(in)));
    inputs.addAll(CaseOperand.batchNorm(in.c(), s.activation()));
    if (s.add()) {
      inputs.add(CaseOperand.map(shape(in)));
    }
    cases.add(
        new OpCheck(
            s + " on " + named(in),
            inputs,
            CaseOperand.maps(shape(in)),
            v -> {
              double[] x = planes(v[0], in);
              double[] addend = s.add() ? planes(v[5], in) : null;
              return new double[][] {
                laid(NaiveOps.normalize(x, in, v[1], v[2], v[3], v[4], addend, s), in)
              };
            },
            (k, x, out) ->
                k.step(s)
                    .bind(
                        new Operands()
                            .with(INPUT, x[0])
                            .with(MEAN, x[1])
                            .with(VARIANCE, x[2])
                            .with(GAMMA, x[3])
                            .with(BETA, x[4])
                            .with(ADDEND, s.add() ? x[5] : null)
                            .with(OUTPUT, out[0]))
                    .run(),
            (k, x, out, g, d) ->
                k.step(new NormalizeGradientSpec(s))
                    .bind(
                        new Operands()
                            .with(INPUT, x[0])
                            .with(OUTPUT, s.gradientReadsInput() ? null : out[0])
                            .with(MEAN, x[1])
                            .with(VARIANCE, x[2])
                            .with(GAMMA, x[3])
                            .with(BETA, s.gradientReadsInput() ? x[4] : null)
                            .with(ADDEND, s.gradientReadsInput() && s.add() ? x[5] : null)
                            .with(OUTPUT_GRADIENT, g[0])
                            .with(INPUT_GRADIENT, d[0])
                            .with(ADDEND_GRADIENT, s.add() ? d[5] : null)
                            .with(GAMMA_GRADIENT, d[3])
                            .with(BETA_GRADIENT, d[4])
                            .with(MEAN_GRADIENT, d[1])
                            .with(VARIANCE_GRADIENT, d[2]))
                    .run()));
  }

  /** As a network trains it: the statistics are functions of x. */
  private void batchNorm(Size in, NormalizeSpec s) {
    int c = in.c();
    List<CaseOperand> inputs =
        new ArrayList<>(
            List.of(CaseOperand.map(shape(in)), CaseOperand.vector(c), CaseOperand.vector(c)));
    if (s.add()) {
      inputs.add(CaseOperand.map(shape(in)));
    }
    Between between = new Between(c);
    cases.add(
        new OpCheck(
            "batch norm " + s + " on " + named(in),
            inputs,
            CaseOperand.maps(shape(in)),
            v -> {
              double[] x = planes(v[0], in);
              double[][] moments = NaiveOps.moments(x, in);
              double[] addend = s.add() ? planes(v[3], in) : null;
              return new double[][] {
                laid(NaiveOps.normalize(x, in, moments[0], moments[1], v[1], v[2], addend, s), in)
              };
            },
            (k, x, out) -> {
              Moments m = between.of(x[0].dataType());
              INDArray addend = s.add() ? x[3] : null;
              k.step(new StatisticsSpec(c, layout))
                  .bind(
                      new Operands()
                          .with(INPUT, x[0])
                          .with(MEAN, m.mean())
                          .with(VARIANCE, m.variance()))
                  .run();
              k.step(s)
                  .bind(
                      new Operands()
                          .with(INPUT, x[0])
                          .with(MEAN, m.mean())
                          .with(VARIANCE, m.variance())
                          .with(GAMMA, x[1])
                          .with(BETA, x[2])
                          .with(ADDEND, addend)
                          .with(OUTPUT, out[0]))
                  .run();
            },
            (k, x, out, g, d) -> {
              Moments m = between.of(x[0].dataType());
              k.step(new NormalizeGradientSpec(s))
                  .bind(
                      new Operands()
                          .with(INPUT, x[0])
                          .with(OUTPUT, s.gradientReadsInput() ? null : out[0])
                          .with(MEAN, m.mean())
                          .with(VARIANCE, m.variance())
                          .with(GAMMA, x[1])
                          .with(BETA, s.gradientReadsInput() ? x[2] : null)
                          .with(ADDEND, s.gradientReadsInput() && s.add() ? x[3] : null)
                          .with(OUTPUT_GRADIENT, g[0])
                          .with(INPUT_GRADIENT, d[0])
                          .with(ADDEND_GRADIENT, s.add() ? d[3] : null)
                          .with(GAMMA_GRADIENT, d[1])
                          .with(BETA_GRADIENT, d[2])
                          .with(MEAN_GRADIENT, m.meanGradient())
                          .with(VARIANCE_GRADIENT, m.varianceGradient()))
                  .run();
              k.step(new StatisticsGradientSpec(c, true, layout))
                  .bind(
                      new Operands()
                          .with(INPUT, x[0])
                          .with(MEAN, m.mean())
                          .with(MEAN_GRADIENT, m.meanGradient())
                          .with(VARIANCE_GRADIENT, m.varianceGradient())
                          .with(INPUT_GRADIENT, d[0]))
                  .run();
            }));
  }

  private void statistics(Size in) {
    int c = in.c();
    cases.add(
        new OpCheck(
            "statistics of " + named(in),
            CaseOperand.maps(shape(in)),
            List.of(CaseOperand.vector(c), CaseOperand.vector(c)),
            v -> NaiveOps.moments(planes(v[0], in), in),
            (k, x, out) ->
                k.step(new StatisticsSpec(c, layout))
                    .bind(
                        new Operands().with(INPUT, x[0]).with(MEAN, out[0]).with(VARIANCE, out[1]))
                    .run(),
            (k, x, out, g, d) ->
                k.step(new StatisticsGradientSpec(c, false, layout))
                    .bind(
                        new Operands()
                            .with(INPUT, x[0])
                            .with(MEAN, out[0])
                            .with(MEAN_GRADIENT, g[0])
                            .with(VARIANCE_GRADIENT, g[1])
                            .with(INPUT_GRADIENT, d[0]))
                    .run()));
  }

  /** Another reader's gradient is there already. */
  private void statisticsOfWhatOthersRead(Size in) {
    int c = in.c();
    cases.add(
        new OpCheck(
            "statistics and copy of " + named(in),
            CaseOperand.maps(shape(in)),
            List.of(CaseOperand.vector(c), CaseOperand.vector(c), CaseOperand.map(shape(in))),
            v -> {
              double[][] moments = NaiveOps.moments(planes(v[0], in), in);
              return new double[][] {moments[0], moments[1], v[0].clone()};
            },
            (k, x, out) -> {
              k.step(new StatisticsSpec(c, layout))
                  .bind(new Operands().with(INPUT, x[0]).with(MEAN, out[0]).with(VARIANCE, out[1]))
                  .run();
              out[2].assign(x[0]);
            },
            (k, x, out, g, d) -> {
              d[0].assign(g[2]);
              k.step(new StatisticsGradientSpec(c, true, layout))
                  .bind(
                      new Operands()
                          .with(INPUT, x[0])
                          .with(MEAN, out[0])
                          .with(MEAN_GRADIENT, g[0])
                          .with(VARIANCE_GRADIENT, g[1])
                          .with(INPUT_GRADIENT, d[0]))
                  .run();
            }));
  }
}
