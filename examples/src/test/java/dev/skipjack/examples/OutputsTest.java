package dev.skipjack.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Concat;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.DenseBlock;
import dev.skipjack.annotations.Flatten;
import dev.skipjack.annotations.Freeze;
import dev.skipjack.annotations.From;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.MaxPool;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Output;
import dev.skipjack.annotations.Relu;
import dev.skipjack.annotations.Shortcut;
import dev.skipjack.annotations.Skip;
import dev.skipjack.annotations.Tanh;
import dev.skipjack.runtime.TrainingNetwork;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Models with several outputs, and with maps for outputs. */
class OutputsTest {
  /** Outputs that later layers read, normalise, rectify, concatenate and flatten. */
  @Model(input = @Input(channels = 2, height = 6, width = 6))
  static class Several {
    @Output
    @Freeze
    @Conv(out = 3, kernel = 3)
    Layer frozen;

    @Output
    @Conv(out = 4, kernel = 3)
    Layer stem;

    @BatchNorm @Relu @Output Layer norm;

    @Output
    @DenseBlock(layers = 2, growth = 2)
    Layer dense;

    @Output
    @Conv(out = 3, kernel = 1)
    Layer left;

    @From("dense")
    @Conv(out = 3, kernel = 1)
    Layer right;

    @Output
    @Concat("left")
    Layer joined;

    @Relu @Output Layer positive;

    @From("joined")
    @MaxPool(kernel = 2)
    @Conv(out = 6, kernel = 1)
    @BatchNorm
    @Skip(from = "positive", shortcut = Shortcut.CONV)
    @Tanh
    Layer bounded;

    @Output @Flatten Layer flat;

    @Linear(out = 5)
    Layer logits;
  }

  /** A map alone, as segmentation has it. */
  @Model(input = @Input(channels = 2, height = 5, width = 4))
  static class Pixels {
    @Conv(out = 4, kernel = 3)
    @BatchNorm
    @Relu
    Layer stem;

    @Output
    @Conv(out = 3, kernel = 1)
    Layer scores;
  }

  /** So large that a prediction of three images runs in pieces. */
  @Model(input = @Input(channels = 1, height = 1024, width = 1024))
  static class Large {
    @Conv(out = 24, kernel = 1)
    Layer wide;

    @Output
    @MaxPool(kernel = 256)
    Layer coarse;

    @Flatten
    @Linear(out = 2)
    Layer logits;
  }

  private static List<INDArray> like(List<INDArray> outputs) {
    return outputs.stream().map(o -> Nd4j.randn(o.dataType(), o.shape())).toList();
  }

  private static INDArray images(TrainingNetwork network) {
    return Nd4j.randn(
        network.dataType(),
        3,
        network.inputChannels(),
        network.inputHeight(),
        network.inputWidth());
  }

  @Test
  void gradientsOfEveryOutputAreAdded() {
    Nd4j.getRandom().setSeed(3);
    try (TrainingNetwork network = OutputsTest_SeveralNetwork.forTraining(DataType.DOUBLE, 5)) {
      network.parameters().addi(Nd4j.randn(DataType.DOUBLE, network.parameters().shape()).muli(.1));
      INDArray images = images(network);
      network.forward(images);
      List<INDArray> weights = like(network.outputs());
      CentralDifferences.of(network, images, weights).check();
      for (int i = 0; i < weights.size(); i++) {
        List<INDArray> one = new ArrayList<>(Arrays.asList(new INDArray[weights.size()]));
        one.set(i, weights.get(i));
        CentralDifferences.of(network, images, one).check();
      }
    }
  }

  @Test
  void aMapIsAnOutput() {
    Nd4j.getRandom().setSeed(3);
    try (TrainingNetwork network = OutputsTest_PixelsNetwork.forTraining(DataType.DOUBLE, 5)) {
      INDArray images = images(network);
      INDArray scores = network.forward(images);
      assertThat(scores.shape()).containsExactly(3, 3, 5, 4);
      assertThat(network.classes()).isEqualTo(3);
      CentralDifferences.of(network, images, like(network.outputs())).check();
      assertThatThrownBy(() -> network.backward(Nd4j.create(DataType.DOUBLE, 3, 3)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Pixels.backward expects a gradient [3,3,5,4] of DOUBLE, got [3, 3] of DOUBLE");
    }
  }

  @Test
  void outputsHaveNames() {
    try (OutputsTest_SeveralTraining network = OutputsTest_SeveralNetwork.forTraining(5)) {
      assertThatThrownBy(network::outputs)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("Several has no outputs yet: give it images first");
      OutputsTest_SeveralOutputs outputs = network.forwardOutputs(images(network));
      assertThat(network.outputNames())
          .containsExactly(
              "frozen", "stem", "norm", "dense", "left", "joined", "positive", "flat", "logits");
      assertThat(outputs.dense().shape()).containsExactly(3, 8, 6, 6);
      assertThat(outputs.flat().shape()).containsExactly(3, 54);
      assertThat(network.outputs().get(4)).isSameAs(outputs.left());
      assertThat(network.classes()).isEqualTo(5);

      INDArray gradient = Nd4j.randn(DataType.FLOAT, 3, 8, 6, 6);
      network.backward(
          new OutputsTest_SeveralOutputs(null, null, null, gradient, null, null, null, null, null));
      INDArray byRecord = network.gradients().dup();
      assertThat(byRecord.amaxNumber().doubleValue()).isPositive();
      network.forward(images(network));
      assertThatThrownBy(() -> network.backward(List.of(gradient)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expects a gradient, or null, for each of its outputs [frozen,");
      assertThatThrownBy(
              () ->
                  network.backward(
                      new OutputsTest_SeveralOutputs(
                          null, null, null, null, gradient, null, null, null, null)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("a gradient by left [3,3,6,6] of FLOAT, got [3, 8, 6, 6]");
    }
  }

  @Test
  void aGradientAloneIsThatOfTheMainOutput() {
    Nd4j.getRandom().setSeed(3);
    try (OutputsTest_SeveralTraining network = OutputsTest_SeveralNetwork.forTraining(5)) {
      INDArray images = images(network);
      INDArray gradient = Nd4j.randn(DataType.FLOAT, network.forward(images).shape());
      network.backward(like(network.outputs()));
      network.forward(images);
      network.backward(gradient);
      INDArray alone = network.gradients().dup();
      network.forward(images);
      network.backward(
          new OutputsTest_SeveralOutputs(null, null, null, null, null, null, null, null, gradient));
      assertThat(network.gradients()).isEqualTo(alone);
    }
  }

  @Test
  void predictionsInPiecesAreJoined() {
    Nd4j.getRandom().setSeed(3);
    try (OutputsTest_LargeTraining training = OutputsTest_LargeNetwork.forTraining(5);
        OutputsTest_LargeInference network = training.inference()) {
      INDArray images = Nd4j.rand(DataType.FLOAT, 3, 1, 1024, 1024);
      OutputsTest_LargeOutputs all = network.predictOutputs(images);
      assertThat(network.outputs().get(0)).isSameAs(all.coarse());
      assertThat(all.coarse().shape()).containsExactly(3, 24, 4, 4);
      INDArray coarse = all.coarse().dup();
      INDArray logits = all.logits().dup();
      for (int i = 0; i < 3; i++) {
        INDArrayIndex row = NDArrayIndex.interval(i, i + 1);
        OutputsTest_LargeOutputs one = network.predictOutputs(images.get(row).dup());
        assertThat(one.coarse()).isEqualTo(coarse.get(row));
        assertThat(one.logits()).isEqualTo(logits.get(row));
      }
    }
  }
}
