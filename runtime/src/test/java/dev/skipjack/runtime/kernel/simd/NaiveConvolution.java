package dev.skipjack.runtime.kernel.simd;

import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.norm.NormalizeSpec;
import java.util.Arrays;

/** A convolution with its prologue as loops in double. */
final class NaiveConvolution {
  final int outHeight;
  final int outWidth;
  private final ConvolutionSpec spec;
  private final int images;
  private final int height;
  private final int width;

  NaiveConvolution(ConvolutionSpec spec, int images, int height, int width) {
    this.spec = spec;
    this.images = images;
    this.height = height;
    this.width = width;
    int high = spec.dilation() * (spec.kernel().height() - 1) + 1;
    int wide = spec.dilation() * (spec.kernel().width() - 1) + 1;
    this.outHeight = (height + 2 * spec.padding().height() - high) / spec.stride() + 1;
    this.outWidth = (width + 2 * spec.padding().width() - wide) / spec.stride() + 1;
  }

  /** In place. */
  static void normalize(double[] x, int channels, int pixels, NormalizeSpec spec, float[][] norm) {
    for (int i = 0; i < x.length; i++) {
      int c = i / pixels % channels;
      double r = 1 / Math.sqrt(norm[1][c] + spec.epsilon());
      double z = norm[2][c] * (x[i] - norm[0][c]) * r + norm[3][c];
      x[i] = spec.activation() != null ? Math.max(0, z) : z;
    }
  }

  double[] run(double[] x, float[] weight, float[] bias) {
    double[] out = new double[images * spec.outChannels() * outHeight * outWidth];
    int in = spec.inChannels() / spec.groups();
    int rows = spec.outChannels() / spec.groups();
    int to = 0;
    for (int n = 0; n < images; n++) {
      for (int o = 0; o < spec.outChannels(); o++, to += outHeight * outWidth) {
        Arrays.fill(out, to, to + outHeight * outWidth, bias == null ? 0 : bias[o]);
        int tap = o * in * spec.kernel().area();
        for (int c = 0; c < in; c++) {
          int from = (n * spec.inChannels() + o / rows * in + c) * height * width;
          for (int ky = 0; ky < spec.kernel().height(); ky++) {
            for (int kx = 0; kx < spec.kernel().width(); kx++, tap++) {
              add(weight[tap], x, from, ky, kx, out, to);
            }
          }
        }
      }
    }
    return out;
  }

  /** What one weight contributes to one plane; row by row, which is fast. */
  private void add(double weight, double[] x, int from, int ky, int kx, double[] out, int to) {
    int firstColumn = kx * spec.dilation() - spec.padding().width();
    int stride = spec.stride();
    int begin = firstColumn >= 0 ? 0 : (stride - 1 - firstColumn) / stride;
    int end = Math.min(outWidth, (width - 1 - firstColumn + stride) / stride);
    for (int y = 0; y < outHeight; y++) {
      int iy = y * stride - spec.padding().height() + ky * spec.dilation();
      if (iy >= 0 && iy < height) {
        for (int column = begin; column < end; column++) {
          out[to + y * outWidth + column] +=
              weight * x[from + iy * width + column * stride + firstColumn];
        }
      }
    }
  }
}
