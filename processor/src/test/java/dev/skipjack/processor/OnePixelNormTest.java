package dev.skipjack.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.skipjack.runtime.GeneratedNetworks;
import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.data.ImageSet;
import dev.skipjack.runtime.train.Training;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Batch norm on a map of one pixel, as image pooling has it (Chen et al. 2017, section 3.3). As in
 * PyTorch it is as good as any, but for a training batch of one image.
 */
@Tag("exhaustive")
@Tag("computes")
class OnePixelNormTest {
  /** DeepLab's: the pooled map is normalised, and enlarged again. */
  private static final String IMAGE_POOLING =
      """
      @Conv(out = 4, kernel = 3) @Relu Layer body;
      @GlobalAvgPool @Conv(out = 3, kernel = 1) @BatchNorm %s @Upsample(like = "body") Layer pooled;
      @Concat("body") Layer both;
      @GlobalAvgPool @Linear(out = 2) Layer logits;
      """;

  private static Class<?> compiled(String size, String layers) throws Exception {
    String source =
        """
        package good;
        import dev.skipjack.annotations.*;
        @Model(input = @Input(channels = 3, height = %1$s, width = %1$s))
        public class Net {
          %2$s
        }
        """
            .formatted(size, layers);
    return new CompiledModel(source, "all").load(OnePixelNormTest.class.getClassLoader());
  }

  private static INDArray images(DataType type, int count) {
    Nd4j.getRandom().setSeed(7);
    return Nd4j.randn(DataType.DOUBLE, count, 3, 8, 8).castTo(type);
  }

  /** With two images the normalised values are plus and minus one, but for epsilon. */
  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT", "DOUBLE"})
  void severalImagesAreNormalised(DataType type) throws Exception {
    Class<?> model =
        compiled(
            "8",
            "@GlobalAvgPool @BatchNorm(epsilon = 1e-12) @Output Layer norm; @Linear(out = 2) Layer logits;");
    try (TrainingNetwork network = GeneratedNetworks.forTraining(model, type, 3)) {
      network.forward(images(type, 2));
      INDArray norm = network.outputs().get(0).castTo(DataType.DOUBLE);
      assertThat(norm.sum(0).amaxNumber().doubleValue()).isLessThan(1e-3);
      assertThat(norm.mul(norm).sub(1).amaxNumber().doubleValue()).isLessThan(1e-3);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT", "DOUBLE"})
  void itLearnsFromSeveralImagesAndPredictsOne(DataType type) throws Exception {
    Class<?> model = compiled("8", IMAGE_POOLING.formatted(""));
    try (TrainingNetwork network = GeneratedNetworks.forTraining(model, type, 3);
        InferenceNetwork inference = network.inference()) {
      network.forward(images(type, 2));
      network.backward(Nd4j.ones(type, 2, 2));
      assertThat(network.gradients().castTo(DataType.DOUBLE).isNaN().any()).isFalse();
      assertThat(inference.predict(images(type, 1)).shape()).containsExactly(1, 2);
    }
  }

  @Test
  void aTrainingBatchOfOneImageIsRefusedBeforeAnythingChanges() throws Exception {
    for (String size : new String[] {"8", "Input.ANY"}) {
      Class<?> model = compiled(size, IMAGE_POOLING.formatted(""));
      try (TrainingNetwork network = GeneratedNetworks.forTraining(model, DataType.FLOAT, 3)) {
        INDArray before = network.runningStatistics().dup();
        assertThatIllegalArgumentException()
            .isThrownBy(() -> network.forward(images(DataType.FLOAT, 1)))
            .withMessage(
                "Net.forward expects more than 1 value of each channel when training: the batch norm"
                    + " of 'pooled' has one in each image, so give it 2 images or more, got 1");
        assertThat(network.runningStatistics()).isEqualTo(before);
      }
    }
  }

  /** The last batch is known before the first epoch. */
  @Test
  void aLastBatchOfOneImageIsRefusedBeforeTheTraining() throws Exception {
    Class<?> model = compiled("8", IMAGE_POOLING.formatted(""));
    ImageSet five =
        new ImageSet("five", 3, 8, 8, new byte[5 * 192], new byte[5], List.of("a", "b"));
    try (TrainingNetwork network = GeneratedNetworks.forTraining(model, DataType.FLOAT, 3)) {
      Training training = Training.of(network);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> training.data(five.batch(2)))
          .withMessage(
              "batches of 2 leave a last one of 1 of the 5 images of five, but batch norm of Net needs"
                  + " 2: take another batch size");
      training.data(five.batch(3));
      training.data(five.batch(5));
    }
  }

  @Test
  void aFrozenOneTakesOneImage() throws Exception {
    Class<?> model = compiled("8", IMAGE_POOLING.formatted("@Freeze"));
    try (TrainingNetwork network = GeneratedNetworks.forTraining(model, DataType.FLOAT, 3)) {
      network.forward(images(DataType.FLOAT, 1));
      network.backward(Nd4j.ones(DataType.FLOAT, 1, 2));
      assertThat(network.gradients().isNaN().any()).isFalse();
    }
  }

  /** Features have one value in each image, as a map of one pixel has: the same in every digit. */
  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT", "DOUBLE"})
  void featuresAreNormalisedLikeAMapOfOnePixel(DataType type) throws Exception {
    String layers =
        "@GlobalAvgPool %s @BatchNorm @Relu Layer first; @BatchNorm @Add(\"first\") @Relu Layer"
            + " second; @Linear(out = 2) Layer logits;";
    Map<String, double[]> ofMaps = step(compiled("8", layers.formatted("")), type);
    Map<String, double[]> ofFeatures = step(compiled("8", layers.formatted("@Flatten")), type);
    double tolerance = type == DataType.FLOAT ? 1e-6 : 1e-13;
    assertThat(ofFeatures.keySet()).isEqualTo(ofMaps.keySet());
    ofMaps.forEach(
        (name, values) ->
            assertThat(ofFeatures.get(name)).as(name).containsExactly(values, within(tolerance)));
  }

  private static Map<String, double[]> step(Class<?> model, DataType type) {
    Nd4j.getRandom().setSeed(8);
    INDArray gradient = Nd4j.randn(DataType.DOUBLE, 4, 2).castTo(type);
    return new OneStep().apply(model, new INDArray[] {images(type, 4), gradient});
  }

  @Test
  void featuresOfOneImageAreRefused() throws Exception {
    Class<?> model =
        compiled(
            "8", "@Flatten @Linear(out = 4) @BatchNorm @Relu Layer a; @Linear(out = 2) Layer b;");
    try (TrainingNetwork network = GeneratedNetworks.forTraining(model, DataType.FLOAT, 3)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> network.forward(images(DataType.FLOAT, 1)))
          .withMessageContaining("the batch norm of 'a' has one in each image");
    }
  }

  /** Of blocks that begin with batch norm, too; what does not fit is the pool of a transition. */
  @Test
  void blocksNormaliseOnePixel() throws Exception {
    compiled(
        "1", "@DenseBlock(layers = 2, growth = 4) Layer dense; @Linear(out = 2) Layer logits;");
    compiled("1", "@Residual(blocks = 1, out = 4) Layer stage; @Linear(out = 2) Layer logits;");
  }
}
