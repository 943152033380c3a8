package dev.skipjack.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipjack.annotations.Add;
import dev.skipjack.annotations.Backbone;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.From;
import dev.skipjack.annotations.GlobalAvgPool;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.MaxPool;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Name;
import dev.skipjack.annotations.Output;
import dev.skipjack.annotations.Pyramid;
import dev.skipjack.annotations.Upsample;
import dev.skipjack.examples.networks.densenet.DenseNet121;
import dev.skipjack.examples.networks.resnet.ResNet50;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.parameters.Parameter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Feature pyramids: their size in the literature, and against one that is wired by hand. */
class PyramidTest {
  @Model(input = @Input(channels = 3, height = 64, width = 64))
  static class OfResNet50 {
    @Backbone(ResNet50.class)
    Layer body;

    @Output
    @Pyramid(taps = {"body.layer1", "body.layer2", "body.layer3", "body.layer4"})
    Layer fpn;
  }

  @Model(input = @Input(channels = 3, height = 64, width = 64))
  static class OfDenseNet121 {
    @Backbone(DenseNet121.class)
    Layer body;

    @Output
    @Pyramid(
        taps = {"body.dense1", "body.dense2", "body.dense3", "body.dense4"},
        extra = Pyramid.Extra.MAX_POOL)
    Layer fpn;
  }

  /** Maps whose size no stride divides, as images of odd sizes have. */
  @Model(input = @Input(channels = 2, height = 13, width = 10))
  static class Small {
    @Conv(out = 3, kernel = 3, stride = 2)
    Layer c1;

    @Conv(out = 4, kernel = 3, stride = 2)
    Layer c2;

    @Conv(out = 5, kernel = 3, stride = 2)
    Layer c3;

    @Output
    @Pyramid(
        taps = {"c1", "c2", "c3"},
        out = 4,
        extra = Pyramid.Extra.MAX_POOL)
    Layer fpn;

    @From("fpn.p2")
    @GlobalAvgPool
    @Linear(out = 2)
    Layer logits;
  }

  @Model(input = @Input(channels = 2, height = 13, width = 10))
  static class ByHand {
    @Conv(out = 3, kernel = 3, stride = 2)
    Layer c1;

    @Conv(out = 4, kernel = 3, stride = 2)
    Layer c2;

    @Conv(out = 5, kernel = 3, stride = 2)
    Layer c3;

    @Conv(out = 4, kernel = 1)
    @Name("fpn.inner_blocks.2.0")
    Layer s3;

    @From("c2")
    @Conv(out = 4, kernel = 1)
    @Name("fpn.inner_blocks.1.0")
    Layer lateral2;

    @From("s3")
    @Upsample(like = "c2")
    @Add("lateral2")
    Layer s2;

    @From("c1")
    @Conv(out = 4, kernel = 1)
    @Name("fpn.inner_blocks.0.0")
    Layer lateral1;

    @From("s2")
    @Upsample(like = "c1")
    @Add("lateral1")
    Layer s1;

    @Output
    @Conv(out = 4, kernel = 3)
    @Name("fpn.layer_blocks.0.0")
    Layer p1;

    @Output
    @From("s2")
    @Conv(out = 4, kernel = 3)
    @Name("fpn.layer_blocks.1.0")
    Layer p2;

    @Output
    @From("s3")
    @Conv(out = 4, kernel = 3)
    @Name("fpn.layer_blocks.2.0")
    Layer p3;

    @Output
    @MaxPool(kernel = 1, stride = 2)
    Layer p4;

    @From("p2")
    @GlobalAvgPool
    @Linear(out = 2)
    Layer logits;
  }

  private static long parameters(List<Parameter> all) {
    return all.stream().filter(p -> p.name().startsWith("fpn.")).mapToLong(Parameter::length).sum();
  }

  /** torchvision's {@code FeaturePyramidNetwork} on the same maps, counted layer by layer. */
  @Test
  void sizesAreExact() {
    assertThat(parameters(PyramidTest_OfResNet50Network.parameters())).isEqualTo(3_344_384);
    assertThat(parameters(PyramidTest_OfDenseNet121Network.parameters())).isEqualTo(3_082_240);
  }

  @Test
  void levelsAreOutputsNamedByTheirStride() {
    try (TrainingNetwork training = PyramidTest_OfDenseNet121Network.forTraining(1);
        PyramidTest_OfDenseNet121Inference network =
            (PyramidTest_OfDenseNet121Inference) training.inference()) {
      PyramidTest_OfDenseNet121Outputs levels =
          network.predictOutputs(Nd4j.rand(DataType.FLOAT, 2, 3, 64, 64));
      assertThat(network.outputNames()).containsExactly("p2", "p3", "p4", "p5", "p6");
      assertThat(levels.p2().shape()).containsExactly(2, 256, 16, 16);
      assertThat(levels.p5().shape()).containsExactly(2, 256, 2, 2);
      assertThat(levels.p6().shape()).containsExactly(2, 256, 1, 1);
    }
  }

  @Test
  void itComputesWhatIsWiredByHand() {
    Nd4j.getRandom().setSeed(3);
    try (TrainingNetwork pyramid = PyramidTest_SmallNetwork.forTraining(DataType.DOUBLE, 5);
        TrainingNetwork byHand = PyramidTest_ByHandNetwork.forTraining(DataType.DOUBLE, 6)) {
      Map<String, Parameter> named = new HashMap<>();
      byHand.parameterList().forEach(p -> named.put(p.name(), p));
      assertThat(pyramid.parameterList()).extracting(Parameter::name).hasSameSizeAs(named.keySet());
      for (Parameter parameter : pyramid.parameterList()) {
        byHand.tensor(named.get(parameter.name())).assign(pyramid.tensor(parameter));
      }
      INDArray images = Nd4j.randn(DataType.DOUBLE, 3, 2, 13, 10);
      pyramid.forward(images);
      byHand.forward(images);
      assertThat(pyramid.outputNames()).isEqualTo(byHand.outputNames());
      for (int i = 0; i < pyramid.outputs().size(); i++) {
        assertThat(pyramid.outputs().get(i).equalsWithEps(byHand.outputs().get(i), 1e-12))
            .as(pyramid.outputNames().get(i))
            .isTrue();
      }
    }
  }

  @Test
  void gradientsReachEveryTap() {
    Nd4j.getRandom().setSeed(3);
    try (TrainingNetwork network = PyramidTest_SmallNetwork.forTraining(DataType.DOUBLE, 5)) {
      INDArray images = Nd4j.randn(DataType.DOUBLE, 3, 2, 13, 10);
      network.forward(images);
      List<INDArray> weights =
          network.outputs().stream().map(o -> Nd4j.randn(o.dataType(), o.shape())).toList();
      new CentralDifferences(network, images, weights).check();
    }
  }

  /** Kaiming's uniform distribution with a = 1. */
  @Test
  void weightsStartAsTorchvisionsDo() {
    for (Parameter parameter : PyramidTest_SmallNetwork.parameters()) {
      if (parameter.name().equals("fpn.layer_blocks.1.0.weight")) {
        assertThat(parameter.initializer().amount()).isEqualTo(Math.sqrt(3.0 / (4 * 9)));
      } else if (parameter.name().equals("fpn.inner_blocks.2.0.weight")) {
        assertThat(parameter.initializer().amount()).isEqualTo(Math.sqrt(3.0 / 5));
      }
    }
  }
}
