package dev.skipjack.benchmarks;

import dev.skipjack.runtime.kernel.Kernels;
import dev.skipjack.runtime.kernel.optimizer.AdamSpec;
import dev.skipjack.runtime.kernel.optimizer.AdamStep;
import dev.skipjack.runtime.kernel.optimizer.MovingAverage;
import dev.skipjack.runtime.kernel.optimizer.MovingAverageSpec;
import dev.skipjack.runtime.kernel.optimizer.SgdSpec;
import dev.skipjack.runtime.kernel.optimizer.SgdStep;
import java.util.concurrent.TimeUnit;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Optimizer steps over the parameters of a small network. What was learned long ago fades: where
 * gradients are zero or tiny, moments reach numbers that processors compute with slowly.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class OptimizerBenchmark {
  private static final int LENGTH = 770_000;

  /** As {@code -Dskipjack.kernels}. */
  @Param({"simd", "nd4j"})
  public String provider;

  @Param({"ORDINARY", "FADED", "TINY", "TINIEST"})
  public Values values;

  /** What gradients are, and what is remembered of those before. */
  public enum Values {
    ORDINARY(1, 1),
    FADED(0, 1e-39),
    TINY(1e-20, 0),
    TINIEST(1e-40, 0);

    private final double gradient;
    private final double past;

    Values(double gradient, double past) {
      this.gradient = gradient;
      this.past = past;
    }
  }

  private Kernels kernels;
  private SgdStep sgd;
  private AdamStep adam;
  private MovingAverage average;
  private INDArray parameters;
  private INDArray gradients;
  private INDArray mean;
  private INDArray square;
  private long steps;

  @Setup(Level.Trial)
  public void open() {
    System.setProperty(Kernels.PROPERTY, provider);
    kernels = Kernels.open(DataType.FLOAT, 1);
    sgd = kernels.prepare(new SgdSpec(0.9, true, 0));
    adam = kernels.prepare(new AdamSpec(0.9, 0.999, 1e-8, 0, true));
    average = kernels.prepare(new MovingAverageSpec());
    parameters = Nd4j.rand(DataType.FLOAT, LENGTH);
    gradients = vector(values.gradient);
    mean = vector(values.past);
    square = vector(values.past);
  }

  private static INDArray vector(double value) {
    return Nd4j.valueArrayOf(new long[] {LENGTH}, value, DataType.FLOAT);
  }

  @Benchmark
  public INDArray sgd() {
    sgd.run(parameters, gradients, mean, 1e-6);
    return parameters;
  }

  @Benchmark
  public INDArray adam() {
    adam.run(parameters, gradients, mean, square, ++steps, 1e-6);
    return parameters;
  }

  /** Of gradients instead of weights. */
  @Benchmark
  public INDArray average() {
    average.run(gradients, mean, 0.999);
    return mean;
  }

  @TearDown(Level.Trial)
  public void close() {
    kernels.close();
  }
}
