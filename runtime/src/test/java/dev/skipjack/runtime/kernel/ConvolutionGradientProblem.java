package dev.skipjack.runtime.kernel;

import static dev.skipjack.runtime.kernel.NaiveLayouts.laid;
import static dev.skipjack.runtime.kernel.Operand.BETA;
import static dev.skipjack.runtime.kernel.Operand.BETA_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.BIAS_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.GAMMA;
import static dev.skipjack.runtime.kernel.Operand.GAMMA_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.MEAN;
import static dev.skipjack.runtime.kernel.Operand.MEAN_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_MEAN;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_MEAN_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_VARIANCE_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.VARIANCE;
import static dev.skipjack.runtime.kernel.Operand.VARIANCE_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT;
import static dev.skipjack.runtime.kernel.Operand.WEIGHT_GRADIENT;
import static org.assertj.core.api.Assertions.fail;

import dev.skipjack.runtime.kernel.activation.ActivationSpec;
import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Operands of one case of a fused convolution in double, and its gradients by the book. */
final class ConvolutionGradientProblem {
  static final double EPSILON = 1e-5;
  private static final double TOLERANCE = 2e-5;

  /** What is fused and wanted. */
  record Fusion(
      boolean prologue, ActivationSpec activation, boolean correction, boolean accumulate) {
    double bounded(double z) {
      return activation == null ? z : ActivationCases.activate(activation, z);
    }

    boolean passes(double z) {
      return activation == null || z > 0 && bounded(z) == z;
    }
  }

  /** A convolution and the size of what it reads. */
  record Size(ConvolutionSpec spec, int images, int height, int width) {
    int outHeight() {
      return out(height, spec.kernel().height(), spec.padding().height());
    }

    int outWidth() {
      return out(width, spec.kernel().width(), spec.padding().width());
    }

    private int out(int in, int kernel, int padding) {
      int reach = (kernel - 1) * spec.dilation() + 1;
      return (in + 2 * padding - reach) / spec.stride() + 1;
    }
  }

  static final List<String> OUTPUTS =
      List.of("input", "mean", "variance", "gamma", "beta", "weight", "bias");

  final Size size;
  final Fusion fusion;
  private final ConvolutionSpec spec;
  private final int images;
  private final int in;
  private final int out;
  private final long[] inShape;
  private final long[] outShape;
  private final double[] x;
  private final double[] mean;
  private final double[] variance;
  private final double[] gamma;
  private final double[] beta;
  private final double[] weight;
  private final double[] outValues;
  private final double[] outMean;
  private final double[] outGradient;
  private final double[] outMeanGradient;
  private final double[] outVarianceGradient;
  private final double[] inputBefore;
  private final double[] meanBefore;
  private final double[] varianceBefore;
  private double[] inputGradient;
  private double[] meanGradient;
  private double[] varianceGradient;
  private double[] gammaGradient;
  private double[] betaGradient;
  private double[] weightGradient;
  private double[] biasGradient;

  ConvolutionGradientProblem(Size size, Fusion fusion) {
    this.size = size;
    this.fusion = fusion;
    this.spec = size.spec();
    this.images = size.images();
    this.in = spec.inChannels();
    this.out = spec.outChannels();
    this.inShape = new long[] {images, in, size.height(), size.width()};
    this.outShape = new long[] {images, out, size.outHeight(), size.outWidth()};
    int inLength = images * in * size.height() * size.width();
    int outLength = images * out * size.outHeight() * size.outWidth();
    mean = random(in, 2);
    variance = random(in, 3);
    gamma = random(in, 4);
    beta = random(in, 5);
    for (int c = 0; c < in; c++) {
      variance[c] = Math.abs(variance[c]);
      if (c % 5 == 3) {
        gamma[c] = 0;
      } else if (c % 3 == 0) { // some beyond a ReLU6's ceiling
        gamma[c] *= 6;
      }
    }
    x = random(inLength, 1);
    for (int i = 0; i < inLength; i++) {
      double z = normalised(i);
      if (Math.abs(z) < 0.01 || Math.abs(z - 6) < 0.01) { // float and double may differ
        x[i] = (float) (x[i] + 0.5);
      }
    }
    weight = random(out * in / spec.groups() * spec.kernel().area(), 6);
    outValues = random(outLength, 7);
    outMean = random(out, 8);
    outGradient = random(outLength, 9);
    outMeanGradient = random(out, 10);
    outVarianceGradient = random(out, 11);
    inputBefore = random(inLength, 12);
    meanBefore = random(in, 13);
    varianceBefore = random(in, 14);
    computeInDouble();
  }

  private static double[] random(int length, long seed) {
    double[] values = TestArrays.random(length, seed);
    for (int i = 0; i < length; i++) {
      values[i] = (float) values[i];
    }
    return values;
  }

  private int channel(int i) {
    return i / (size.height() * size.width()) % in;
  }

  private double inverseDeviation(int c) {
    return 1 / Math.sqrt(variance[c] + EPSILON);
  }

  private double normalised(int i) {
    int c = channel(i);
    return (x[i] - mean[c]) * inverseDeviation(c) * gamma[c] + beta[c];
  }

  private void computeInDouble() {
    double[] z = x.clone();
    if (fusion.prologue()) {
      for (int i = 0; i < x.length; i++) {
        z[i] = fusion.bounded(normalised(i));
      }
    }
    double[] dz = convolve(z, corrected());
    inputGradient = fusion.accumulate() ? inputBefore.clone() : new double[x.length];
    if (fusion.prologue()) {
      throughPrologue(dz);
    } else {
      for (int i = 0; i < x.length; i++) {
        inputGradient[i] += dz[i];
      }
    }
  }

  private double[] corrected() {
    double[] g = outGradient.clone();
    int plane = size.outHeight() * size.outWidth();
    double values = (double) images * plane;
    for (int i = 0; fusion.correction() && i < g.length; i++) {
      int c = i / plane % out;
      g[i] +=
          outMeanGradient[c] / values
              + 2 * (outValues[i] - outMean[c]) * outVarianceGradient[c] / values;
    }
    return g;
  }

  /** Fills weight and bias gradient and answers the data gradient. */
  private double[] convolve(double[] z, double[] g) {
    double[] dz = new double[z.length];
    weightGradient = new double[weight.length];
    biasGradient = new double[out];
    int ins = in / spec.groups();
    int plane = size.height() * size.width();
    int outPlane = size.outHeight() * size.outWidth();
    for (int n = 0; n < images; n++) {
      for (int c = 0; c < out; c++) {
        int from = (n * out + c) * outPlane;
        for (int o = from; o < from + outPlane; o++) {
          biasGradient[c] += g[o];
        }
        int tap = c * ins * spec.kernel().area();
        for (int i = 0; i < ins; i++) {
          int to = (n * in + c / (out / spec.groups()) * ins + i) * plane;
          for (int a = 0; a < spec.kernel().height(); a++) {
            for (int b = 0; b < spec.kernel().width(); b++, tap++) {
              weightGradient[tap] += backward(a, b, weight[tap], g, from, z, dz, to);
            }
          }
        }
      }
    }
    return dz;
  }

  /** Through one weight, in one plane: row by row, which is fast. Answers the weight's part. */
  private double backward(
      int a, int b, double weight, double[] g, int from, double[] z, double[] dz, int to) {
    int stride = spec.stride();
    int firstColumn = b * spec.dilation() - spec.padding().width();
    int width = size.width();
    int outWidth = size.outWidth();
    int first = firstColumn >= 0 ? 0 : (stride - 1 - firstColumn) / stride;
    int end = Math.min(outWidth, (width - 1 - firstColumn + stride) / stride);
    double sum = 0;
    for (int y = 0; y < size.outHeight(); y++) {
      int row = y * stride + a * spec.dilation() - spec.padding().height();
      if (row >= 0 && row < size.height()) {
        for (int w = first; w < end; w++) {
          int at = to + row * width + w * stride + firstColumn;
          double gradient = g[from + y * outWidth + w];
          sum += gradient * z[at];
          dz[at] += gradient * weight;
        }
      }
    }
    return sum;
  }

  private void throughPrologue(double[] dz) {
    meanGradient = fusion.accumulate() ? meanBefore.clone() : new double[in];
    varianceGradient = fusion.accumulate() ? varianceBefore.clone() : new double[in];
    gammaGradient = new double[in];
    betaGradient = new double[in];
    for (int i = 0; i < x.length; i++) {
      int c = channel(i);
      if (fusion.passes(normalised(i))) {
        double r = inverseDeviation(c);
        betaGradient[c] += dz[i];
        gammaGradient[c] += dz[i] * (x[i] - mean[c]) * r;
        inputGradient[i] += gamma[c] * r * dz[i];
        meanGradient[c] -= gamma[c] * r * dz[i];
        varianceGradient[c] -= gamma[c] * r * r * r * dz[i] * (x[i] - mean[c]) / 2;
      }
    }
  }

  void runAndCompare(Kernel kernel, String unwanted, Layout input, Layout output) {
    NaiveOps.Size inSize = new NaiveOps.Size(images, in, size.height(), size.width());
    NaiveOps.Size outSize = new NaiveOps.Size(images, out, size.outHeight(), size.outWidth());
    TestArrays arrays = new TestArrays(DataType.FLOAT, true);
    boolean prologue = fusion.prologue();
    boolean correction = fusion.correction();
    boolean add = fusion.accumulate();
    INDArray dx = arrays.map(inShape);
    if (add) {
      TestArrays.fill(dx, laid(inputBefore, inSize, input));
    }
    INDArray dmean = add ? arrays.of(meanBefore, in) : arrays.dense(in);
    INDArray dvariance = add ? arrays.of(varianceBefore, in) : arrays.dense(in);
    INDArray dgamma = arrays.dense(in);
    INDArray dbeta = arrays.dense(in);
    INDArray dweight = arrays.dense(weightShape());
    INDArray dbias = arrays.dense(out);
    new BothMemories(kernel)
        .bind(
            new Operands()
                .with(INPUT, arrays.mapOf(laid(x, inSize, input), inShape))
                .with(MEAN, prologue ? arrays.of(mean, in) : null)
                .with(VARIANCE, prologue ? arrays.of(variance, in) : null)
                .with(GAMMA, prologue ? arrays.of(gamma, in) : null)
                .with(BETA, prologue ? arrays.of(beta, in) : null)
                .with(WEIGHT, arrays.of(weight, weightShape()))
                .with(
                    OUTPUT,
                    correction ? arrays.mapOf(laid(outValues, outSize, output), outShape) : null)
                .with(OUTPUT_MEAN, correction ? arrays.of(outMean, out) : null)
                .with(OUTPUT_GRADIENT, arrays.mapOf(laid(outGradient, outSize, output), outShape))
                .with(OUTPUT_MEAN_GRADIENT, correction ? arrays.of(outMeanGradient, out) : null)
                .with(
                    OUTPUT_VARIANCE_GRADIENT,
                    correction ? arrays.of(outVarianceGradient, out) : null)
                .with(INPUT_GRADIENT, unwanted.equals("input") ? null : dx)
                .with(MEAN_GRADIENT, !prologue || unwanted.equals("mean") ? null : dmean)
                .with(
                    VARIANCE_GRADIENT, !prologue || unwanted.equals("variance") ? null : dvariance)
                .with(GAMMA_GRADIENT, !prologue || unwanted.equals("gamma") ? null : dgamma)
                .with(BETA_GRADIENT, !prologue || unwanted.equals("beta") ? null : dbeta)
                .with(WEIGHT_GRADIENT, unwanted.equals("weight") ? null : dweight)
                .with(BIAS_GRADIENT, unwanted.equals("bias") ? null : dbias))
        .run();
    arrays.checkSentinels();
    compare("input", unwanted, dx, laid(inputGradient, inSize, input));
    compare("weight", unwanted, dweight, weightGradient);
    compare("bias", unwanted, dbias, biasGradient);
    if (prologue) {
      compare("mean", unwanted, dmean, meanGradient);
      compare("variance", unwanted, dvariance, varianceGradient);
      compare("gamma", unwanted, dgamma, gammaGradient);
      compare("beta", unwanted, dbeta, betaGradient);
    }
  }

  private long[] weightShape() {
    return new long[] {out, in / spec.groups(), spec.kernel().height(), spec.kernel().width()};
  }

  private static void compare(String name, String unwanted, INDArray got, double[] expected) {
    if (name.equals(unwanted)) {
      return;
    }
    double largest = 0;
    for (double value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    double[] values = TestArrays.values(got);
    for (int i = 0; i < values.length; i++) {
      if (!(Math.abs(values[i] - expected[i]) <= TOLERANCE * (1 + largest))) { // true for NaN
        fail("%s gradient at %s: %s, expected %s", name, i, values[i], expected[i]);
      }
    }
  }
}
