package dev.skipjack.runtime.kernel;

import dev.skipjack.runtime.kernel.NaiveOps.Size;
import dev.skipjack.runtime.kernel.convolution.ConvolutionTransposeSpec;
import dev.skipjack.runtime.kernel.movement.CropSpec;
import dev.skipjack.runtime.kernel.norm.LocalResponseNormSpec;
import dev.skipjack.runtime.kernel.pool.UpsampleSpec;

/** Ops that change the size of maps, and local response norm, as loops that a person can check. */
final class NaiveSpatialOps {
  private NaiveSpatialOps() {}

  static Size transposed(Size in, ConvolutionTransposeSpec s) {
    int added = s.kernel() - 2 * s.padding() + s.outputPadding();
    return new Size(
        in.n(),
        s.outChannels(),
        s.stride() * (in.h() - 1) + added,
        s.stride() * (in.w() - 1) + added);
  }

  /** Each pixel of the input paints the kernel into the output. */
  static double[] convolutionTranspose(
      double[] x, Size in, double[] weight, double[] bias, ConvolutionTransposeSpec s) {
    Size out = transposed(in, s);
    double[] result = new double[out.length()];
    int plane = out.h() * out.w();
    for (int i = 0; i < result.length; i++) {
      result[i] = bias == null ? 0 : bias[i / plane % out.c()];
    }
    for (int n = 0; n < in.n(); n++) {
      for (int i = 0; i < in.c(); i++) {
        for (int y = 0; y < in.h(); y++) {
          for (int z = 0; z < in.w(); z++) {
            double value = x[in.at(n, i, y, z)];
            paint(result, out, n, i, y * s.stride(), z * s.stride(), value, weight, s);
          }
        }
      }
    }
    return result;
  }

  private static void paint(
      double[] result,
      Size out,
      int image,
      int inChannel,
      int top,
      int left,
      double value,
      double[] weight,
      ConvolutionTransposeSpec s) {
    for (int o = 0; o < out.c(); o++) {
      for (int ky = 0; ky < s.kernel(); ky++) {
        for (int kx = 0; kx < s.kernel(); kx++) {
          int row = top - s.padding() + ky;
          int column = left - s.padding() + kx;
          if (out.has(row, column)) {
            int tap = ((inChannel * out.c() + o) * s.kernel() + ky) * s.kernel() + kx;
            result[out.at(image, o, row, column)] += value * weight[tap];
          }
        }
      }
    }
  }

  static double[] upsample(double[] x, Size in, Size out, UpsampleSpec s) {
    double[] result = new double[out.length()];
    for (int n = 0; n < out.n(); n++) {
      for (int c = 0; c < out.c(); c++) {
        for (int y = 0; y < out.h(); y++) {
          for (int z = 0; z < out.w(); z++) {
            result[out.at(n, c, y, z)] =
                s.mode() == UpsampleSpec.Mode.NEAREST
                    ? x[in.at(n, c, y * in.h() / out.h(), z * in.w() / out.w())]
                    : mixed(x, in, n, c, center(y, in.h(), out.h()), center(z, in.w(), out.w()));
          }
        }
      }
    }
    return result;
  }

  /** Where the centre of a pixel lies among those of the input. */
  private static double center(int pixel, int in, int out) {
    double center = (pixel + 0.5) * in / out - 0.5;
    return Math.min(Math.max(center, 0), in - 1);
  }

  /** Each pixel as far as a tent of width 2 around it reaches. */
  private static double mixed(double[] x, Size in, int n, int c, double row, double column) {
    double sum = 0;
    for (int y = 0; y < in.h(); y++) {
      for (int z = 0; z < in.w(); z++) {
        double share = Math.max(0, 1 - Math.abs(y - row)) * Math.max(0, 1 - Math.abs(z - column));
        sum += share > 0 ? share * x[in.at(n, c, y, z)] : 0; // which may be NaN
      }
    }
    return sum;
  }

  static double[] crop(double[] x, Size in, Size out, CropSpec s) {
    double[] result = new double[out.length()];
    for (int n = 0; n < out.n(); n++) {
      for (int c = 0; c < out.c(); c++) {
        for (int y = 0; y < out.h(); y++) {
          for (int z = 0; z < out.w(); z++) {
            result[out.at(n, c, y, z)] = x[in.at(n, c, y + s.top(), z + s.left())];
          }
        }
      }
    }
    return result;
  }

  static double[] adaptiveAverage(double[] x, Size in, Size out) {
    double[] result = new double[out.length()];
    for (int n = 0; n < out.n(); n++) {
      for (int c = 0; c < out.c(); c++) {
        for (int y = 0; y < out.h(); y++) {
          for (int z = 0; z < out.w(); z++) {
            int bottom = (int) Math.ceil((y + 1.0) * in.h() / out.h());
            int right = (int) Math.ceil((z + 1.0) * in.w() / out.w());
            double sum = 0;
            int count = 0;
            for (int row = y * in.h() / out.h(); row < bottom; row++) {
              for (int column = z * in.w() / out.w(); column < right; column++) {
                sum += x[in.at(n, c, row, column)];
                count++;
              }
            }
            result[out.at(n, c, y, z)] = sum / count;
          }
        }
      }
    }
    return result;
  }

  static double[] localResponseNorm(double[] x, Size in, LocalResponseNormSpec s) {
    double[] result = new double[x.length];
    for (int n = 0; n < in.n(); n++) {
      for (int c = 0; c < in.c(); c++) {
        for (int y = 0; y < in.h(); y++) {
          for (int z = 0; z < in.w(); z++) {
            double sum = 0;
            for (int i = 0; i < s.size(); i++) {
              int channel = c - s.size() / 2 + i;
              if (channel >= 0 && channel < in.c()) {
                sum += Math.pow(x[in.at(n, channel, y, z)], 2);
              }
            }
            double divisor = Math.pow(s.k() + s.alpha() / s.size() * sum, s.beta());
            result[in.at(n, c, y, z)] = x[in.at(n, c, y, z)] / divisor;
          }
        }
      }
    }
    return result;
  }
}
