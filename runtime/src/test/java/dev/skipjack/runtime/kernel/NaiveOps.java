package dev.skipjack.runtime.kernel;

import dev.skipjack.runtime.kernel.activation.ActivationSpec;
import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import dev.skipjack.runtime.kernel.elementwise.MultiplySpec;
import dev.skipjack.runtime.kernel.linear.LinearSpec;
import dev.skipjack.runtime.kernel.movement.PadShortcutSpec;
import dev.skipjack.runtime.kernel.norm.NormalizeSpec;
import dev.skipjack.runtime.kernel.pool.PoolSpec;
import java.util.Arrays;

/** Every op as loops that a person can check, on C-order arrays of double. */
final class NaiveOps {
  private NaiveOps() {}

  /** Sizes of a map. */
  record Size(int n, int c, int h, int w) {
    int length() {
      return n * c * h * w;
    }

    int at(int image, int channel, int y, int x) {
      return ((image * c + channel) * h + y) * w + x;
    }

    boolean has(int y, int x) {
      return y >= 0 && y < h && x >= 0 && x < w;
    }

    long[] shape() {
      return new long[] {n, c, h, w};
    }
  }

  static Size convolved(Size in, ConvolutionSpec s) {
    int high = s.dilation() * (s.kernel().height() - 1) + 1;
    int wide = s.dilation() * (s.kernel().width() - 1) + 1;
    return new Size(
        in.n(),
        s.outChannels(),
        (in.h() + 2 * s.padding().height() - high) / s.strides().height() + 1,
        (in.w() + 2 * s.padding().width() - wide) / s.strides().width() + 1);
  }

  static double[] convolution(
      double[] x, Size in, double[] weight, double[] bias, ConvolutionSpec s) {
    Size out = convolved(in, s);
    double[] result = new double[out.length()];
    int inPerGroup = s.inChannels() / s.groups();
    int outPerGroup = s.outChannels() / s.groups();
    for (int n = 0; n < out.n(); n++) {
      for (int o = 0; o < out.c(); o++) {
        if (bias != null) {
          Arrays.fill(result, out.at(n, o, 0, 0), out.at(n, o, out.h(), 0), bias[o]);
        }
        int tap = o * inPerGroup * s.kernel().area();
        for (int i = 0; i < inPerGroup; i++) {
          int plane = in.at(n, o / outPerGroup * inPerGroup + i, 0, 0);
          for (int ky = 0; ky < s.kernel().height(); ky++) {
            for (int kx = 0; kx < s.kernel().width(); kx++, tap++) {
              addTap(x, in, plane, weight[tap], ky, kx, s, result, out, out.at(n, o, 0, 0));
            }
          }
        }
      }
    }
    return result;
  }

  /** What one weight contributes to one plane; row by row, which is fast. */
  private static void addTap(
      double[] x,
      Size in,
      int plane,
      double weight,
      int ky,
      int kx,
      ConvolutionSpec s,
      double[] result,
      Size out,
      int outPlane) {
    int down = s.strides().height();
    int right = s.strides().width();
    int firstColumn = kx * s.dilation() - s.padding().width();
    int begin = firstColumn >= 0 ? 0 : (right - 1 - firstColumn) / right;
    int end = Math.min(out.w(), (in.w() - 1 - firstColumn + right) / right);
    for (int y = 0; y < out.h(); y++) {
      int row = y * down - s.padding().height() + ky * s.dilation();
      if (row >= 0 && row < in.h()) {
        int to = outPlane + y * out.w();
        int from = plane + row * in.w() + firstColumn;
        for (int z = begin; z < end; z++) {
          result[to + z] += weight * x[from + z * right];
        }
      }
    }
  }

  /** PyTorch's rule: a last, partial window counts unless it starts in the padding. */
  private static int windows(int size, int kernel, int stride, int padding, boolean ceil) {
    int room = size + 2 * padding - kernel;
    int count = (ceil ? (room + stride - 1) / stride : room / stride) + 1;
    return ceil && (count - 1) * stride >= size + padding ? count - 1 : count;
  }

  static Size pooled(Size in, PoolSpec s) {
    Span k = s.kernel();
    Span step = s.stride();
    Span p = s.padding();
    return new Size(
        in.n(),
        in.c(),
        windows(in.h(), k.height(), step.height(), p.height(), s.ceilMode()),
        windows(in.w(), k.width(), step.width(), p.width(), s.ceilMode()));
  }

  static double[] pool(double[] x, Size in, PoolSpec s) {
    Size out = pooled(in, s);
    double[] result = new double[out.length()];
    for (int n = 0; n < in.n(); n++) {
      for (int c = 0; c < in.c(); c++) {
        for (int y = 0; y < out.h(); y++) {
          for (int z = 0; z < out.w(); z++) {
            double most = Double.NEGATIVE_INFINITY;
            double sum = 0;
            int inside = 0;
            int padded = 0;
            for (int ky = 0; ky < s.kernel().height(); ky++) {
              for (int kx = 0; kx < s.kernel().width(); kx++) {
                int row = y * s.stride().height() - s.padding().height() + ky;
                int column = z * s.stride().width() - s.padding().width() + kx;
                if (row < in.h() + s.padding().height() && column < in.w() + s.padding().width()) {
                  padded++;
                }
                if (in.has(row, column)) {
                  inside++;
                  sum += x[in.at(n, c, row, column)];
                  most = Math.max(most, x[in.at(n, c, row, column)]);
                }
              }
            }
            int divisor = s.countIncludePadding() ? padded : inside;
            result[out.at(n, c, y, z)] = s.kind() == PoolSpec.Kind.MAX ? most : sum / divisor;
          }
        }
      }
    }
    return result;
  }

  /** {@code {mean, biased variance}} of each channel. */
  static double[][] moments(double[] x, Size size) {
    double[] mean = new double[size.c()];
    double[] variance = new double[size.c()];
    double count = (double) size.length() / size.c();
    for (int pass = 0; pass < 2; pass++) {
      for (int n = 0; n < size.n(); n++) {
        for (int c = 0; c < size.c(); c++) {
          for (int i = 0; i < size.h() * size.w(); i++) {
            double value = x[size.at(n, c, 0, 0) + i];
            if (pass == 0) {
              mean[c] += value / count;
            } else {
              variance[c] += (value - mean[c]) * (value - mean[c]) / count;
            }
          }
        }
      }
    }
    return new double[][] {mean, variance};
  }

  static double[] normalize(
      double[] x,
      Size size,
      double[] mean,
      double[] variance,
      double[] gamma,
      double[] beta,
      double[] addend,
      NormalizeSpec s) {
    double[] result = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      int c = i / (size.h() * size.w()) % size.c();
      double y = gamma[c] * (x[i] - mean[c]) / Math.sqrt(variance[c] + s.epsilon()) + beta[c];
      y += s.add() ? addend[i] : 0;
      result[i] = y;
    }
    return activation(result, s.activation());
  }

  /** x itself for null. */
  static double[] activation(double[] x, ActivationSpec s) {
    if (s == null) {
      return x;
    }
    double[] result = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      result[i] = ActivationCases.activate(s, x[i]);
    }
    return result;
  }

  static double[] linear(double[] x, double[] weight, double[] bias, int images, LinearSpec s) {
    double[] result = new double[images * s.outFeatures()];
    for (int n = 0; n < images; n++) {
      for (int o = 0; o < s.outFeatures(); o++) {
        double sum = bias == null ? 0 : bias[o];
        for (int i = 0; i < s.inFeatures(); i++) {
          sum += weight[o * s.inFeatures() + i] * x[n * s.inFeatures() + i];
        }
        result[n * s.outFeatures() + o] = sum;
      }
    }
    return result;
  }

  /** The shape of what a map is multiplied with. */
  static Size factors(Size in, MultiplySpec.Factors factors) {
    return switch (factors) {
      case ELEMENTS -> in;
      case CHANNELS -> new Size(in.n(), in.c(), 1, 1);
      case PIXELS -> new Size(in.n(), 1, in.h(), in.w());
    };
  }

  static double[] multiply(double[] x, Size in, double[] scale, MultiplySpec.Factors factors) {
    double[] out = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      out[i] = x[i] * scale[factor(i, in, factors)];
    }
    return out;
  }

  /** With respect to both operands. */
  static double[][] multiplyGradients(
      double[] x, Size in, double[] scale, MultiplySpec.Factors factors, double[] outGradient) {
    double[][] gradients = {new double[x.length], new double[scale.length]};
    for (int i = 0; i < x.length; i++) {
      int factor = factor(i, in, factors);
      gradients[0][i] = outGradient[i] * scale[factor];
      gradients[1][factor] += outGradient[i] * x[i];
    }
    return gradients;
  }

  /** Which factor an element of a map has. */
  private static int factor(int i, Size in, MultiplySpec.Factors factors) {
    int pixels = in.h() * in.w();
    return switch (factors) {
      case ELEMENTS -> i;
      case CHANNELS -> i / pixels;
      case PIXELS -> i / (in.c() * pixels) * pixels + i % pixels;
    };
  }

  static double[] sum(double[] a, double[] b) {
    double[] result = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      result[i] = a[i] + b[i];
    }
    return result;
  }

  static double[] globalAverage(double[] x, Size size) {
    double[] result = new double[size.n() * size.c()];
    int pixels = size.h() * size.w();
    for (int i = 0; i < x.length; i++) {
      result[i / pixels] += x[i] / pixels;
    }
    return result;
  }

  static Size shortened(Size in, PadShortcutSpec s) {
    return new Size(
        in.n(), s.outChannels(), (in.h() - 1) / s.stride() + 1, (in.w() - 1) / s.stride() + 1);
  }

  static double[] padShortcut(double[] x, Size in, PadShortcutSpec s) {
    Size out = shortened(in, s);
    double[] result = new double[out.length()];
    for (int n = 0; n < in.n(); n++) {
      for (int c = 0; c < in.c(); c++) {
        for (int y = 0; y < out.h(); y++) {
          for (int z = 0; z < out.w(); z++) {
            result[out.at(n, c, y, z)] = x[in.at(n, c, y * s.stride(), z * s.stride())];
          }
        }
      }
    }
    return result;
  }
}
