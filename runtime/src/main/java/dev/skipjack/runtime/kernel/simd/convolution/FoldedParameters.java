package dev.skipjack.runtime.kernel.simd.convolution;

import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.Tensor;
import dev.skipjack.runtime.kernel.convolution.FoldedConvolutionSpec;
import dev.skipjack.runtime.kernel.convolution.SeparableConvolutionSpec.Names;
import dev.skipjack.runtime.kernel.simd.maps.Memory;

/**
 * Weights and bias of a convolution with the batch norm or layer scale behind it.
 *
 * @param bias null if there is neither a bias nor a batch norm
 */
record FoldedParameters(float[] weights, float[] bias) {
  /**
   * @param names what the parameters are called
   */
  static FoldedParameters of(FoldedConvolutionSpec spec, Names names, Operands operands) {
    float[] weights = floats(operands.get(names.weight()));
    float[] bias = operands.has(names.bias()) ? floats(operands.get(names.bias())) : null;
    int channels = spec.convolution().outChannels();
    int row = weights.length / channels;
    if (spec.scaled()) {
      float[] scales = floats(operands.get(names.gamma()));
      for (int c = 0; c < channels; c++) {
        for (int i = c * row; i < (c + 1) * row; i++) {
          weights[i] *= scales[c];
        }
        if (bias != null) {
          bias[c] *= scales[c];
        }
      }
    }
    if (spec.fold() == null) {
      return new FoldedParameters(weights, bias);
    }
    bias = bias != null ? bias : new float[channels];
    float[] mean = floats(operands.get(names.mean()));
    float[] variance = floats(operands.get(names.variance()));
    float[] gamma = floats(operands.get(names.gamma()));
    float[] beta = floats(operands.get(names.beta()));
    for (int c = 0; c < channels; c++) {
      double scale = gamma[c] / Math.sqrt(variance[c] + spec.fold().epsilon());
      bias[c] = (float) (beta[c] + (bias[c] - mean[c]) * scale);
      for (int i = c * row; i < (c + 1) * row; i++) {
        weights[i] = (float) (weights[i] * scale);
      }
    }
    return new FoldedParameters(weights, bias);
  }

  private static float[] floats(Tensor tensor) {
    float[] floats = new float[(int) tensor.length()];
    Memory.of(tensor).read(0, floats, 0, floats.length);
    return floats;
  }
}
