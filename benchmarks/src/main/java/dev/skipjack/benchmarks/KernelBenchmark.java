package dev.skipjack.benchmarks;

import dev.skipjack.runtime.kernel.Convolution;
import dev.skipjack.runtime.kernel.ConvolutionGradient;
import dev.skipjack.runtime.kernel.ConvolutionSpec;
import dev.skipjack.runtime.kernel.Kernels;
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

/** Single convolutions of DenseNet-BC-100 in the middle of its first block, 64 images of 32×32. */
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

    ConvolutionSpec spec() {
      return new ConvolutionSpec(in, out, kernel, 1, kernel / 2, 1, 1, false);
    }
  }

  private Kernels kernels;
  private Convolution convolution;
  private ConvolutionGradient gradient;
  private INDArray x;
  private INDArray weight;
  private INDArray out;
  private INDArray outGradient;
  private INDArray inputGradient;
  private INDArray weightGradient;

  @Setup(Level.Trial)
  public void open() {
    System.setProperty(Kernels.PROPERTY, provider);
    kernels = Kernels.open(DataType.FLOAT, 1);
    convolution = kernels.convolution(shape.spec());
    gradient = kernels.convolutionGradient(shape.spec());
    x = Nd4j.rand(DataType.FLOAT, BATCH, shape.in, SIZE, SIZE);
    weight = Nd4j.rand(DataType.FLOAT, shape.out, shape.in, shape.kernel, shape.kernel);
    out = Nd4j.create(DataType.FLOAT, BATCH, shape.out, SIZE, SIZE);
    outGradient = Nd4j.rand(DataType.FLOAT, BATCH, shape.out, SIZE, SIZE);
    inputGradient = x.like();
    weightGradient = weight.like();
  }

  @Benchmark
  public INDArray forward() {
    convolution.run(x, weight, null, out);
    return out;
  }

  @Benchmark
  public INDArray gradient() {
    gradient.run(x, weight, outGradient, inputGradient, weightGradient, null);
    return weightGradient;
  }

  @TearDown(Level.Trial)
  public void close() {
    kernels.close();
  }
}
