package dev.skipjack.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipjack.examples.networks.densenet.DenseNetBC22Network;
import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.kernel.Settings;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Pieces of a batch that threads predict beside each other. */
class ConcurrentPiecesTest {
  /** As many pieces of 32 as there are threads, and one that they share. */
  private static final int IMAGES = 32 * Settings.threads() + 6;

  private static INDArray images(int count) {
    return Nd4j.rand(DataType.FLOAT, count, 3, 32, 32);
  }

  @Test
  void predictWhatPiecesOneAfterTheOtherDo() {
    try (TrainingNetwork training = DenseNetBC22Network.forTraining(1);
        InferenceNetwork network = training.inference();
        InferenceNetwork alone = network.fork().concurrentPieces(false)) {
      for (int count : new int[] {IMAGES, 2 * IMAGES, 33, IMAGES}) {
        INDArray images = images(count);
        float[] expected = alone.predict(images).data().asFloat();
        for (int again = 0; again < 3; again++) {
          assertThat(network.predict(images).data().asFloat()).containsExactly(expected);
        }
        assertThat(network.outputs().get(0).data().asFloat()).containsExactly(expected);
      }
    }
  }

  @Test
  void knowWhatParametersHaveBecome() {
    try (TrainingNetwork training = DenseNetBC22Network.forTraining(1);
        InferenceNetwork network = training.inference();
        InferenceNetwork alone = network.fork().concurrentPieces(false)) {
      INDArray images = images(IMAGES);
      float[] before = network.predict(images).data().asFloat();
      training.parameters().muli(1.1);
      float[] expected = alone.predict(images).data().asFloat();
      assertThat(expected).isNotEqualTo(before);
      for (int again = 0; again < 2; again++) { // all threads prepare them, then forks have them
        assertThat(network.predict(images).data().asFloat()).containsExactly(expected);
      }
    }
  }

  @Test
  void predictEachImageAsIfAloneWhereThatIsWanted() {
    try (TrainingNetwork training = DenseNetBC22Network.forTraining(1);
        InferenceNetwork network = training.inference()) {
      INDArray images = images(IMAGES);
      network.predict(images); // forks know of it, too
      INDArray together = network.batchInvariant(true).predict(images).dup();
      for (int i = 0; i < IMAGES; i += 23) {
        INDArray one = images.get(NDArrayIndex.interval(i, i + 1));
        assertThat(together.getRow(i).toFloatVector())
            .containsExactly(network.predict(one.dup('c')).getRow(0).toFloatVector());
      }
    }
  }

  @Test
  void areRefusedOfAClosedNetwork() {
    try (TrainingNetwork training = DenseNetBC22Network.forTraining(1)) {
      InferenceNetwork network = training.inference();
      INDArray images = images(IMAGES);
      network.predict(images);
      network.close();
      assertThatThrownBy(() -> network.predict(images)).hasMessageContaining("closed");
    }
  }
}
