package dev.skipjack.runtime.kernel;

import dev.skipjack.runtime.kernel.NaiveOps.Size;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Batch norm: its pieces one by one, and together as a network trains it. */
final class NormalizationCases {
  private final List<OpCheck> cases = new ArrayList<>();

  private NormalizationCases() {}

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
    NormalizationCases all = new NormalizationCases();
    Size[] sizes = {
      new Size(3, 2, 3, 5), new Size(1, 7, 4, 4), new Size(7, 1, 1, 1), new Size(1, 2, 3, 5)
    };
    for (Size in : sizes) {
      for (boolean relu : new boolean[] {false, true}) {
        for (boolean add : new boolean[] {false, true}) {
          NormalizeSpec spec = new NormalizeSpec(in.c(), in.c() == 7 ? 1e-3 : 1e-5, add, relu);
          all.normalize(in, spec);
          all.batchNorm(in, spec);
        }
      }
      all.statistics(in);
      all.statisticsOfWhatOthersRead(in);
    }
    return all.cases;
  }

  /** The statistics are operands like any other, as for a frozen layer. */
  private void normalize(Size in, NormalizeSpec s) {
    List<Operand> inputs = new ArrayList<>(Operand.maps(in.shape()));
    inputs.addAll(Operand.batchNorm(in.c()));
    if (s.add()) {
      inputs.add(Operand.map(in.shape()));
    }
    cases.add(
        new OpCheck(
            s + " on " + in,
            inputs,
            Operand.maps(in.shape()),
            v ->
                new double[][] {
                  NaiveOps.normalize(v[0], in, v[1], v[2], v[3], v[4], s.add() ? v[5] : null, s)
                },
            (k, x, out) ->
                k.normalize(s).run(x[0], x[1], x[2], x[3], x[4], s.add() ? x[5] : null, out[0]),
            (k, x, out, g, d) ->
                k.normalizeGradient(s)
                    .run(
                        x[0],
                        out[0],
                        x[1],
                        x[2],
                        x[3],
                        g[0],
                        d[0],
                        s.add() ? d[5] : null,
                        d[3],
                        d[4],
                        d[1],
                        d[2])));
  }

  /** As a network trains it: the statistics are functions of x. */
  private void batchNorm(Size in, NormalizeSpec s) {
    int c = in.c();
    List<Operand> inputs =
        new ArrayList<>(List.of(Operand.map(in.shape()), Operand.vector(c), Operand.vector(c)));
    if (s.add()) {
      inputs.add(Operand.map(in.shape()));
    }
    Between between = new Between(c);
    cases.add(
        new OpCheck(
            "batch norm " + s + " on " + in,
            inputs,
            Operand.maps(in.shape()),
            v -> {
              double[][] moments = NaiveOps.moments(v[0], in);
              double[] addend = s.add() ? v[3] : null;
              return new double[][] {
                NaiveOps.normalize(v[0], in, moments[0], moments[1], v[1], v[2], addend, s)
              };
            },
            (k, x, out) -> {
              Moments m = between.of(x[0].dataType());
              INDArray addend = s.add() ? x[3] : null;
              k.statistics(c).run(x[0], m.mean(), m.variance());
              k.normalize(s).run(x[0], m.mean(), m.variance(), x[1], x[2], addend, out[0]);
            },
            (k, x, out, g, d) -> {
              Moments m = between.of(x[0].dataType());
              k.normalizeGradient(s)
                  .run(
                      x[0],
                      out[0],
                      m.mean(),
                      m.variance(),
                      x[1],
                      g[0],
                      d[0],
                      s.add() ? d[3] : null,
                      d[1],
                      d[2],
                      m.meanGradient(),
                      m.varianceGradient());
              k.statisticsGradient(c, true)
                  .run(x[0], m.mean(), m.meanGradient(), m.varianceGradient(), d[0]);
            }));
  }

  private void statistics(Size in) {
    int c = in.c();
    cases.add(
        new OpCheck(
            "statistics of " + in,
            Operand.maps(in.shape()),
            List.of(Operand.vector(c), Operand.vector(c)),
            v -> NaiveOps.moments(v[0], in),
            (k, x, out) -> k.statistics(c).run(x[0], out[0], out[1]),
            (k, x, out, g, d) ->
                k.statisticsGradient(c, false).run(x[0], out[0], g[0], g[1], d[0])));
  }

  /** Another reader's gradient is there already. */
  private void statisticsOfWhatOthersRead(Size in) {
    int c = in.c();
    cases.add(
        new OpCheck(
            "statistics and copy of " + in,
            Operand.maps(in.shape()),
            List.of(Operand.vector(c), Operand.vector(c), Operand.map(in.shape())),
            v -> {
              double[][] moments = NaiveOps.moments(v[0], in);
              return new double[][] {moments[0], moments[1], v[0].clone()};
            },
            (k, x, out) -> {
              k.statistics(c).run(x[0], out[0], out[1]);
              out[2].assign(x[0]);
            },
            (k, x, out, g, d) -> {
              d[0].assign(g[2]);
              k.statisticsGradient(c, true).run(x[0], out[0], g[0], g[1], d[0]);
            }));
  }
}
