package dev.skipjack.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipjack.annotations.Backbone;
import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Concat;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.DenseBlock;
import dev.skipjack.annotations.Freeze;
import dev.skipjack.annotations.From;
import dev.skipjack.annotations.GlobalAvgPool;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Output;
import dev.skipjack.annotations.Relu;
import dev.skipjack.annotations.Residual;
import dev.skipjack.annotations.Upsample;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.parameters.Parameter;
import dev.skipjack.runtime.parameters.ParameterRole;
import dev.skipjack.runtime.train.Optimizer;
import dev.skipjack.runtime.train.Sgd;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Networks with the layers of another one in them. */
class BackboneNetworkTest {
  @Model(input = @Input(channels = 2, height = 16, width = 16))
  static class Body {
    @Conv(out = 4, kernel = 3)
    @BatchNorm
    @Relu
    Layer stem;

    @DenseBlock(layers = 2, growth = 2)
    Layer dense;

    @Residual(blocks = 1, out = 6, stride = 2)
    Layer layer1;

    @Residual(blocks = 2, out = 8, stride = 2)
    Layer layer2;

    @GlobalAvgPool
    @Linear(out = 3)
    Layer logits;
  }

  /** Scores of each pixel from parts of the backbone, one of which is dilated. */
  @Model(input = @Input(channels = 2, height = 8, width = 8))
  static class Segmentation {
    @Backbone(value = Body.class, outputStride = 2)
    Layer body;

    @Upsample(like = "body.dense")
    @Concat("body.dense")
    Layer joined;

    @Conv(out = 3, kernel = 1)
    @Output
    Layer scores;

    @From("body.layer1")
    @GlobalAvgPool
    @Linear(out = 2)
    Layer logits;
  }

  @Model(input = @Input(channels = 2, height = 8, width = 8))
  static class Tuned {
    @Freeze
    @Backbone(Body.class)
    Layer body;

    @GlobalAvgPool
    @Linear(out = 4)
    Layer head;
  }

  private static INDArray images(TrainingNetwork network) {
    return Nd4j.randn(network.dataType(), 3, 2, network.inputHeight(), network.inputWidth());
  }

  @Test
  void gradientsReachTheBackboneThroughEveryPart() {
    Nd4j.getRandom().setSeed(3);
    try (TrainingNetwork network =
        BackboneNetworkTest_SegmentationNetwork.forTraining(DataType.DOUBLE, 5)) {
      network.parameters().addi(Nd4j.randn(DataType.DOUBLE, network.parameters().shape()).muli(.1));
      INDArray images = images(network);
      network.forward(images);
      List<INDArray> weights =
          network.outputs().stream().map(o -> Nd4j.randn(o.dataType(), o.shape())).toList();
      assertThat(weights.get(0).shape()).containsExactly(3, 3, 8, 8);
      new CentralDifferences(network, images, weights).check();
    }
  }

  @Test
  void aFrozenBackboneTrainsOnlyItsHead() {
    Nd4j.getRandom().setSeed(3);
    try (TrainingNetwork network = BackboneNetworkTest_TunedNetwork.forTraining(5);
        Optimizer.State sgd = Sgd.momentum(0.9).open(network.trainableLength(), DataType.FLOAT)) {
      assertThat(network.trainableLength()).isEqualTo(8 * 4 + 4);
      INDArray before = network.parameters().dup();
      INDArray statistics = network.runningStatistics().dup();
      for (int step = 0; step < 3; step++) {
        INDArray logits = network.forward(images(network));
        network.backward(Nd4j.randn(DataType.FLOAT, logits.shape()));
        sgd.step(network.trainable(), network.gradients(), 0.1);
      }
      assertThat(network.runningStatistics()).isEqualTo(statistics);
      for (Parameter parameter : network.parameterList()) {
        if (parameter.role() != ParameterRole.RUNNING) {
          INDArray now = network.tensor(parameter);
          INDArray was =
              before.get(
                  NDArrayIndex.interval(
                      parameter.offset(), parameter.offset() + parameter.length()));
          assertThat(now.reshape(parameter.length()).equals(was))
              .as("%s is as it was", parameter)
              .isEqualTo(parameter.role() == ParameterRole.FROZEN);
        }
      }
    }
  }

  @Test
  void parametersAreTheOtherModelsBehindThePrefix() {
    try (TrainingNetwork body = BackboneNetworkTest_BodyNetwork.forTraining(5);
        TrainingNetwork tuned = BackboneNetworkTest_TunedNetwork.forTraining(6)) {
      assertThat(names(tuned).filter(n -> n.startsWith("body.")).collect(Collectors.toSet()))
          .isEqualTo(
              names(body)
                  .filter(n -> !n.startsWith("logits"))
                  .map(n -> "body." + n)
                  .collect(Collectors.toSet()));
    }
  }

  private static Stream<String> names(TrainingNetwork network) {
    return network.parameterList().stream().map(Parameter::name);
  }
}
