package dev.skipjack.runtime;

import dev.skipjack.runtime.kernel.Kernels;
import dev.skipjack.runtime.kernel.Tensor;
import dev.skipjack.runtime.kernel.movement.Transfer;
import dev.skipjack.runtime.kernel.movement.TransferSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The gradients that a backward pass begins with: checked, and copied to the buffers. */
final class OutputGradients {
  private final List<Transfer> copies = new ArrayList<>();

  OutputGradients(Kernels kernels) {
    this.copies.add(kernels.prepare(new TransferSpec()));
  }

  /** As {@link TrainingNetwork#backward(INDArray)}; nothing is copied if it does not fit. */
  void ofMain(TrainingNetwork network, INDArray gradient) {
    int main = network.outputNames().size() - 1;
    check(network, gradient, main);
    for (int i = 0; i < main; i++) {
      receive(network, null, i);
    }
    receive(network, gradient, main);
  }

  /** As {@link TrainingNetwork#backward(List)}; nothing is copied if one does not fit. */
  void ofEach(TrainingNetwork network, List<INDArray> byOutput) {
    if (byOutput.size() != network.outputNames().size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s.backward expects a gradient, or null, for each of its outputs %s, got %d",
              network.name(),
              network.outputNames(),
              byOutput.size()));
    }
    for (int i = 0; i < byOutput.size(); i++) {
      if (byOutput.get(i) != null) {
        check(network, byOutput.get(i), i);
      }
    }
    for (int i = 0; i < byOutput.size(); i++) {
      receive(network, byOutput.get(i), i);
    }
  }

  private static void check(TrainingNetwork network, INDArray gradient, int index) {
    Tensor output = network.output(index);
    if (gradient == null) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s.backward got null instead of a gradient %s of %s",
              network.name(),
              Arrays.toString(output.shape()).replace(" ", ""),
              network.dataType()));
    }
    if (!output.hasShapeOf(gradient) || gradient.dataType() != network.dataType()) {
      String by =
          network.outputNames().size() == 1 ? "" : " by " + network.outputNames().get(index);
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s.backward expects a gradient%s %s of %s, got %s of %s",
              network.name(),
              by,
              Arrays.toString(output.shape()).replace(" ", ""),
              network.dataType(),
              Arrays.toString(gradient.shape()),
              gradient.dataType()));
    }
  }

  private void receive(TrainingNetwork network, INDArray gradient, int index) {
    Tensor buffer = network.outputGradient(index);
    if (buffer == null) {
      return; // nothing that is trained changes this output
    }
    if (gradient == null) {
      buffer.fill(0);
    } else {
      while (copies.size() <= index) {
        copies.add(network.kernels.prepare(new TransferSpec()));
      }
      copies.get(index).in(gradient, buffer);
    }
  }
}
