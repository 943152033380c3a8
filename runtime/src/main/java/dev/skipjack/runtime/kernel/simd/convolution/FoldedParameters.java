package dev.skipjack.runtime.kernel.simd.convolution;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.Tensor;
import dev.skipjack.runtime.kernel.convolution.FoldedConvolutionSpec;
import dev.skipjack.runtime.kernel.convolution.SeparableConvolutionSpec.Names;
import dev.skipjack.runtime.kernel.simd.maps.Memory;
import dev.skipjack.runtime.kernel.simd.maps.WeightSource;

/**
 * Weights and bias of a convolution with the batch norm or layer scale behind it. Weights are
 * scaled where they are read, piece by piece: a copy of all would lie beside those that are packed.
 */
final class FoldedParameters implements WeightSource {
  private final Memory weights;

  /** Weights of an output channel, which lie together. */
  private final int row;

  /** Of each output channel; null for none. */
  private final double[] scales;

  private final float[] bias;

  private FoldedParameters(Memory weights, int row, double[] scales, float[] bias) {
    this.weights = weights;
    this.row = row;
    this.scales = scales;
    this.bias = bias;
  }

  /**
   * @param names what the parameters are called
   */
  static FoldedParameters of(FoldedConvolutionSpec spec, Names names, Operands operands) {
    Tensor weight = operands.get(names.weight());
    int channels = spec.convolution().outChannels();
    float[] bias = operands.has(names.bias()) ? floats(operands.get(names.bias())) : null;
    double[] scales = null;
    if (spec.scaled()) {
      float[] gamma = floats(operands.get(names.gamma()));
      scales = new double[channels];
      for (int c = 0; c < channels; c++) {
        scales[c] = gamma[c];
        if (bias != null) {
          bias[c] *= gamma[c];
        }
      }
    } else if (spec.fold() != null) {
      bias = bias != null ? bias : new float[channels];
      scales = new double[channels];
      float[] mean = floats(operands.get(names.mean()));
      float[] variance = floats(operands.get(names.variance()));
      float[] gamma = floats(operands.get(names.gamma()));
      float[] beta = floats(operands.get(names.beta()));
      for (int c = 0; c < channels; c++) {
        scales[c] = gamma[c] / Math.sqrt(variance[c] + spec.fold().epsilon());
        bias[c] = (float) (beta[c] + (bias[c] - mean[c]) * scales[c]);
      }
    }
    return new FoldedParameters(
        Memory.of(weight), (int) (weight.length() / channels), scales, bias);
  }

  /** Null if there is neither a bias nor a batch norm. */
  float[] bias() {
    return bias;
  }

  @Override
  public void read(long offset, float[] to, int at, int count) {
    weights.read(offset, to, at, count);
    if (scales == null) {
      return;
    }
    int channel = (int) (offset / row);
    int next = at + row - (int) (offset % row);
    int end = at + count;
    for (int i = at; i < end; channel++, next += row) {
      for (int stop = Math.min(next, end); i < stop; i++) {
        to[i] = (float) (to[i] * scales[channel]);
      }
    }
  }

  private static float[] floats(Tensor tensor) {
    float[] floats = new float[(int) tensor.length()];
    Memory.of(tensor).read(0, floats, 0, floats.length);
    return floats;
  }
}
