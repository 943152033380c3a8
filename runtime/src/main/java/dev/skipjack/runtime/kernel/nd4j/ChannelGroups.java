package dev.skipjack.runtime.kernel.nd4j;

import dev.skipjack.runtime.kernel.convolution.ConvolutionSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The channels of each group of a convolution, as views. */
final class ChannelGroups {
  private final Derived[] inputs;
  private final Derived[] outputs;
  private final Derived[] rows;

  ChannelGroups(ConvolutionSpec spec) {
    int count = spec.groups();
    inputs = new Derived[count];
    outputs = new Derived[count];
    rows = new Derived[count];
    for (int group = 0; group < count; group++) {
      inputs[group] = channels(group, spec.inChannels() / count, count);
      outputs[group] = channels(group, spec.outChannels() / count, count);
      rows[group] = rows(group, spec.outChannels() / count, count);
    }
  }

  private static Derived channels(int group, int size, int count) {
    int begin = group * size;
    return new Derived(array -> count == 1 ? array : Window.along(array, 1, begin, begin + size));
  }

  private static Derived rows(int group, int size, int count) {
    int begin = group * size;
    return new Derived(array -> count == 1 ? array : Window.along(array, 0, begin, begin + size));
  }

  INDArray input(int group, INDArray x) {
    return inputs[group].of(x);
  }

  INDArray output(int group, INDArray out) {
    return outputs[group].of(out);
  }

  /** Of weight or bias, whose first axis is the output channel. */
  INDArray outputRows(int group, INDArray parameter) {
    return rows[group].of(parameter);
  }
}
