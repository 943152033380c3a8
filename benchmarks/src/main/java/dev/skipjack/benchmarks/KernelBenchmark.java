package dev.skipjack.benchmarks;

import dev.skipjack.runtime.kernel.Kernels;
import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.Step;
import dev.skipjack.runtime.kernel.Tensor;
import dev.skipjack.runtime.kernel.activation.ActivationSpec;
import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.convolution.FusedConvolutionGradientSpec;
import dev.skipjack.runtime.kernel.convolution.FusedConvolutionSpec;
import dev.skipjack.runtime.kernel.norm.NormalizeSpec;
import java.util.concurrent.TimeUnit;
import org.nd4j.linalg.api.buffer.DataType;
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
 * The convolutions of a dense layer, each with the batch norm and ReLU before it and the statistics
 * of its output: in the middle of DenseNet-BC-100's first block, 64 images of 32×32.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class KernelBenchmark {
  private static final int BATCH = 64;
  private static final int SIZE = 32;

  /** As {@code -Dskipjack.kernels}. */
  @Param({"simd", "nd4j"})
  public String provider;

  @Param({"BOTTLENECK", "GROWTH"})
  public Shape shape;

  /** The two convolutions of a dense layer. */
  public enum Shape {
    BOTTLENECK(132, 48, 1),
    GROWTH(48, 12, 3);

    private final int in;
    private final int out;
    private final int kernel;

    Shape(int in, int out, int kernel) {
      this.in = in;
      this.out = out;
      this.kernel = kernel;
    }

    FusedConvolutionSpec spec() {
      return new FusedConvolutionSpec(
          new ConvolutionSpec(in, out, kernel, 1, kernel / 2, 1, 1, false),
          new NormalizeSpec(in, 1e-5, ActivationSpec.RELU),
          true);
    }
  }

  private Kernels kernels;
  private Step convolution;
  private Step gradient;
  private Tensor x;
  private Tensor out;
  private Tensor weight;
  private Tensor outGradient;
  private Tensor inputGradient;
  private Tensor weightGradient;
  private Channels input;
  private Channels inputGradients;
  private Channels output;
  private Channels outputGradients;

  /** A positive number for each channel: statistics and parameters of a batch norm. */
  private record Channels(Tensor mean, Tensor variance, Tensor gamma, Tensor beta) {
    static Channels random(Kernels kernels, int count) {
      return new Channels(
          Maps.random(kernels, count),
          Maps.random(kernels, count),
          Maps.parameter(count),
          Maps.parameter(count));
    }
  }

  @Setup(Level.Trial)
  public void open() {
    System.setProperty(Kernels.PROPERTY, provider);
    kernels = Kernels.open(DataType.FLOAT, 1);
    x = Maps.random(kernels, BATCH, shape.in, SIZE, SIZE);
    out = Maps.random(kernels, BATCH, shape.out, SIZE, SIZE);
    weight = Maps.parameter(shape.out, shape.in, shape.kernel, shape.kernel);
    outGradient = Maps.random(kernels, BATCH, shape.out, SIZE, SIZE);
    inputGradient = Maps.random(kernels, x.shape());
    weightGradient = Maps.parameter(weight.shape());
    input = Channels.random(kernels, shape.in);
    inputGradients = Channels.random(kernels, shape.in);
    output = Channels.random(kernels, shape.out);
    outputGradients = Channels.random(kernels, shape.out);
    bind();
    forward(); // The gradient reads what it wrote.
  }

  private void bind() {
    convolution = kernels.step(shape.spec());
    convolution.bind(read().output(out).outputMean(output.mean).outputVariance(output.variance));
    gradient = kernels.step(new FusedConvolutionGradientSpec(shape.spec(), true));
    gradient.bind(
        read()
            .output(out)
            .outputMean(output.mean)
            .outputGradient(outGradient)
            .outputMeanGradient(outputGradients.mean)
            .outputVarianceGradient(outputGradients.variance)
            .inputGradient(inputGradient)
            .meanGradient(inputGradients.mean)
            .varianceGradient(inputGradients.variance)
            .gammaGradient(inputGradients.gamma)
            .betaGradient(inputGradients.beta)
            .weightGradient(weightGradient));
  }

  /** What both read. */
  private Operands read() {
    return new Operands()
        .input(x)
        .weight(weight)
        .mean(input.mean)
        .variance(input.variance)
        .gamma(input.gamma)
        .beta(input.beta);
  }

  @Benchmark
  public Tensor forward() {
    convolution.run();
    return out;
  }

  @Benchmark
  public Tensor gradient() {
    gradient.run();
    return weightGradient;
  }

  @TearDown(Level.Trial)
  public void close() {
    kernels.close();
  }
}
