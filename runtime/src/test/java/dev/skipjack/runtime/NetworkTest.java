package dev.skipjack.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.skipjack.runtime.memory.Views;
import dev.skipjack.runtime.serve.InferencePool;
import dev.skipjack.runtime.weights.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What is left of a network after a pass that failed, and who counts as changing parameters. */
class NetworkTest {
  /** More than any machine has, for a few images. */
  private static final long ENORMOUS = 1L << 45;

  private static INDArray pixels(int images, double value) {
    return Nd4j.valueArrayOf(new long[] {images, 1, 1, 1}, value, DataType.DOUBLE);
  }

  private static void assertDoubles(FailingNetwork network, double pixel) {
    assertThat(network.forward(pixels(1, pixel)).toDoubleVector()).containsExactly(2 * pixel);
  }

  @Test
  void theOldSizeIsBoundAnewAfterALargerOneFailed() {
    try (FailingNetwork network = new FailingNetwork(DataType.DOUBLE, 2)) {
      assertDoubles(network, 3);
      network.failsToBind = true; // its memory has grown by then
      assertThatThrownBy(() -> network.forward(pixels(50, 1))).hasMessage("does not bind");
      assertThatThrownBy(network::outputs).hasMessageContaining("Pixel has no outputs yet");
      network.failsToBind = false;
      assertDoubles(network, 4);
      assertThat(network.forward(pixels(50, 5)).sumNumber().doubleValue()).isEqualTo(500);
    }
  }

  @Test
  void aBatchThatNoMemoryHoldsIsRefused() {
    int images = 1 << 30;
    INDArray all = Views.strided(pixels(1, 1), 0, new long[] {images, 1, 1, 1}, new long[4]);
    try (FailingNetwork network = new FailingNetwork(DataType.DOUBLE, 1 << 20)) {
      assertDoubles(network, 3);
      assertThatThrownBy(() -> network.forward(all))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(
              "Pixel needs 8,589,934,592 MiB for a batch of 1,073,741,824 images of 1x1, this")
          .hasMessageContaining(" MiB: use smaller batches or smaller images");
      assertDoubles(network, 4);
    }
  }

  @Test
  void whatIsNullIsNamed() throws InterruptedException {
    String message =
        "Pixel got null instead of images [N,1,1,1]: give it an array for each of its inputs"
            + " [images [N,1,1,1]]";
    try (FailingNetwork network = new FailingNetwork(DataType.DOUBLE, 2);
        InferenceNetwork inference = network.inference()) {
      assertThatThrownBy(() -> network.forward((INDArray) null)).hasMessage(message);
      assertThatThrownBy(() -> inference.predict((INDArray) null)).hasMessage(message);
      assertThatThrownBy(() -> inference.predict(Arrays.asList((INDArray) null)))
          .hasMessage(message);
      assertThatThrownBy(() -> inference.predict((List<INDArray>) null))
          .hasMessageContaining("Pixel takes 1 input, images [N,1,1,1], got 0 arrays");
      network.forward(pixels(1, 1));
      assertThatThrownBy(() -> network.backward((INDArray) null))
          .hasMessage("Pixel.backward got null instead of a gradient [1,1] of DOUBLE");
      try (InferencePool pool = InferencePool.of(inference).forks(1).open()) {
        assertThatThrownBy(() -> pool.predict((INDArray) null)).hasMessage(message);
        assertThatThrownBy(() -> pool.submit(Arrays.asList((INDArray) null))).hasMessage(message);
        assertThatThrownBy(() -> pool.predict((float[]) null))
            .hasMessage("Pixel got null instead of pixels of 1x1x1");
      }
    }
  }

  @Test
  void aForwardPassThatFailedServesNoBackwardPass() {
    INDArray gradient = Nd4j.ones(DataType.DOUBLE, 1, 1);
    try (FailingNetwork network = new FailingNetwork(DataType.DOUBLE, 2)) {
      network.forward(pixels(1, 1));
      network.failsToRun = true;
      assertThatThrownBy(() -> network.forward(pixels(1, 1))).hasMessage("does not run");
      assertThatThrownBy(() -> network.backward(gradient))
          .hasMessageContaining("Pixel.backward needs a forward pass");
    }
  }

  @Test
  void aPredictionInPiecesThatFailedLeavesNoOutputs() {
    try (FailingNetwork training = new FailingNetwork(DataType.FLOAT, ENORMOUS);
        InferenceNetwork network = training.inference()) {
      int atOnce = network.kernels.imagesAtOnce(network.arenaBytes(1));
      assumeTrue(atOnce < Integer.MAX_VALUE, "the provider takes any batch at once");
      INDArray images = Nd4j.ones(DataType.FLOAT, atOnce + 1, 1, 1, 1);
      assertThatThrownBy(() -> network.predict(images)).hasMessageContaining("Pixel needs");
      assertThatThrownBy(network::outputs).hasMessageContaining("Pixel has no outputs yet");
    }
  }

  @Test
  void savingChangesNoParameters(@TempDir Path directory) throws IOException {
    try (FailingNetwork network = new FailingNetwork(DataType.DOUBLE, 2)) {
      int version = network.parametersVersion();
      Path file = directory.resolve("pixel.safetensors");
      Weights.save(network, file);
      assertThat(network.parametersVersion()).isEqualTo(version);
      Weights.load(network, file);
      assertThat(network.parametersVersion()).isGreaterThan(version);
    }
  }
}
