package dev.skipjack.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipjack.examples.networks.densenet.DenseNetBC22Network;
import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.TrainingNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Pieces of a batch that threads predict beside each other. */
class ConcurrentPiecesTest {
  /** Three pieces, of which two threads take one each and share the third. */
  private static final int IMAGES = 70;

  private static INDArray images(int count) {
    return Nd4j.rand(DataType.FLOAT, count, 3, 32, 32);
  }

  @Test
  void predictWhatPiecesOneAfterTheOtherDo() {
    try (TrainingNetwork training = DenseNetBC22Network.forTraining(1);
        InferenceNetwork network = training.inference();
        InferenceNetwork alone = network.fork().concurrentPieces(false)) {
      for (int count : new int[] {IMAGES, 130, 33, IMAGES}) {
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
      assertThat(network.predict(images).data().asFloat()).containsExactly(expected);
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
