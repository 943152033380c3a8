package dev.skipjack.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.skipjack.runtime.GeneratedNetworks;
import dev.skipjack.runtime.TrainingNetwork;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The gradient of the loss by the images, of models that ask for it. */
@Tag("exhaustive")
@Tag("computes")
class InputGradientTest {
  private static final String ASKS = ", gradient = true";
  private static final String SIZE = "height = 6, width = 6";

  private static Class<?> compiled(String size, String gradient, String layers) throws Exception {
    String source =
        """
        package good;
        import dev.skipjack.annotations.*;
        @Model(input = @Input(channels = 2, %s%s))
        public class Net {
          %s
        }
        """
            .formatted(size, gradient, layers);
    return new CompiledModel(source, "all").load(InputGradientTest.class.getClassLoader());
  }

  private static INDArray random(long... shape) {
    return Nd4j.randn(DataType.DOUBLE, shape);
  }

  private static double loss(TrainingNetwork network, INDArray images, INDArray direction) {
    return network.forward(images).mul(direction).sumNumber().doubleValue();
  }

  /**
   * Networks that begin with each kind of op, read the images twice, train nothing or hand them on
   * as they are.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "@Conv(out = 3, kernel = 3) @BatchNorm @Relu Layer a; @Flatten @Linear(out = 2) Layer"
            + " logits;",
        "@BatchNorm @Relu @Conv(out = 3, kernel = 3) Layer a; @Flatten @Linear(out = 2) Layer"
            + " logits;",
        "@Conv(out = 3, kernel = 3, stride = 2) @Freeze Layer a; @Flatten @Linear(out = 2) Layer"
            + " b;",
        "@DenseBlock(layers = 2, growth = 3) Layer a; @Flatten @Linear(out = 2) Layer logits;",
        "@Conv(out = 2, kernel = 3) @Tanh Layer a; @Skip(from = \"input\") @Flatten Layer b;",
        "@Conv(out = 1, kernel = 3) @Concat(\"input\") @Flatten Layer a;",
        "@GroupNorm(groups = 1) @Conv(out = 4, kernel = 3) Layer a; @GroupNorm(groups = 2) Layer b;"
            + " @LayerNorm @Freeze Layer c; @Flatten @Linear(out = 2) Layer logits;",
        "@LayerNorm @Conv(out = 3, kernel = 3) Layer a; @InstanceNorm(affine = true) @Tanh Layer b;"
            + " @Flatten @LayerNorm(affine = false) @Linear(out = 2) Layer logits;",
        "@Flatten @BatchNorm @Linear(out = 3) Layer a; @BatchNorm @Relu Layer b;"
            + " @Linear(out = 2) Layer logits;",
        "@Linear(out = 5, eachPixel = true) @BatchNorm @Relu Layer a;"
            + " @BatchNorm @Linear(out = 3, eachPixel = true, bias = false) Layer b;"
            + " @Flatten @Linear(out = 2) Layer c;",
        "@LayerScale(initial = 0.3) @Conv(out = 2, kernel = 1) Layer a; @LayerScale(initial = -0.7)"
            + " @Skip(from = \"input\") Layer b; @Flatten @Linear(out = 2) Layer c;",
        "@Prelu(initial = -0.3) @Conv(out = 2, kernel = 1) Layer a;"
            + " @Prelu(eachChannel = true) @Skip(from = \"input\") Layer b;"
            + " @Flatten @Linear(out = 2) @Prelu(eachChannel = true) Layer c;",
        "@Flatten @Linear(out = 3) Layer logits;",
        "@Softmax @Conv(out = 3, kernel = 1) Layer a; @Softmax @Flatten @Linear(out = 3) Layer b;"
            + " @Softmax Layer c;",
        "@PatchEmbed(size = 2, features = 6) @ClassToken @PositionalEmbedding Layer a;"
            + " @LayerNorm @Attention(heads = 3) @Skip(from = \"a\") Layer b;"
            + " @Linear(out = 4) @Gelu @Softmax Layer c; @SelectToken(2) @Linear(out = 2) Layer d;",
        "@Attention(heads = 2, out = 4, relativePosition = true) @Relu Layer a;"
            + " @Attention(heads = 1, bias = false) @LayerNorm @Skip(from = \"a\") Layer b;"
            + " @Flatten @Linear(out = 2) Layer c;",
        "@PatchEmbed(size = 1, features = 2) @Attention(heads = 1, bias = false) Layer a;"
            + " @Flatten @Linear(out = 2) Layer b;",
        "@Resize(height = 3, width = 4) @Flatten @Linear(out = 2) Layer logits;",
        "@Resize(height = 4, width = 9, mode = Upsample.Mode.BILINEAR) @Flatten @Linear(out = 2)"
            + " Layer a;",
        "@Relu @Flatten @Linear(out = 2) Layer a;"
      })
  void isTheSlope(String layers) throws Exception {
    for (String size : new String[] {SIZE, "height = Input.ANY, width = Input.ANY"}) {
      if (size.contains("ANY") && layers.matches(".*(PatchEmbed|Attention).*")) {
        continue; // positions have parameters, so their number is fixed
      }
      if (size.contains("ANY")) {
        layers = layers.replace("@Flatten", "@GlobalAvgPool @Flatten");
      }
      Nd4j.getRandom().setSeed(11);
      INDArray images = random(3, 2, 6, 6);
      try (TrainingNetwork network =
          GeneratedNetworks.forTraining(compiled(size, ASKS, layers), DataType.DOUBLE, 3)) {
        INDArray direction = random(network.forward(images).shape());
        network.backward(direction);
        INDArray gradient = network.inputGradient().dup();
        assertThat(gradient.shape()).isEqualTo(images.shape());
        for (int i = 0; i < images.length(); i += 7) {
          double slope = Slopes.of(() -> loss(network, images, direction), images, i);
          assertThat(gradient.getDouble(i))
              .as("%s of %s, %s", i, layers, size)
              .isCloseTo(slope, within(1e-6));
        }
      }
    }
  }

  /** The fast kernels, whose first layer else computes no gradient of its input. */
  @Test
  void isTheSameInFloat() throws Exception {
    Class<?> model =
        compiled(
            "height = 16, width = 16",
            ASKS,
            "@Conv(out = 16, kernel = 3) @BatchNorm @Relu Layer a; @Flatten @Linear(out = 4) Layer"
                + " logits;");
    Nd4j.getRandom().setSeed(12);
    INDArray images = random(2, 2, 16, 16);
    INDArray direction = random(2, 4);
    try (TrainingNetwork exact = GeneratedNetworks.forTraining(model, DataType.DOUBLE, 3);
        TrainingNetwork fast = GeneratedNetworks.forTraining(model, DataType.FLOAT, 3)) {
      exact.forward(images);
      exact.backward(direction);
      fast.forward(images.castTo(DataType.FLOAT));
      fast.backward(direction.castTo(DataType.FLOAT));
      INDArray difference = fast.inputGradient().castTo(DataType.DOUBLE).sub(exact.inputGradient());
      assertThat(difference.amaxNumber().doubleValue()).isLessThan(1e-4);
    }
  }

  @Test
  void whoDoesNotAskIsTold() throws Exception {
    String layers = "@Flatten @Linear(out = 2) Layer logits;";
    INDArray images = random(2, 2, 6, 6);
    try (TrainingNetwork network =
        GeneratedNetworks.forTraining(compiled(SIZE, "", layers), DataType.DOUBLE, 3)) {
      network.forward(images);
      network.backward(random(2, 2));
      assertThatIllegalStateException()
          .isThrownBy(network::inputGradient)
          .withMessage(
              "Net computes no gradient by its images: write gradient = true in its @Input and"
                  + " compile it again");
    }
  }

  @Test
  void itNeedsABackwardPass() throws Exception {
    String layers = "@Flatten @Linear(out = 2) Layer logits;";
    INDArray images = random(2, 2, 6, 6);
    try (TrainingNetwork network =
        GeneratedNetworks.forTraining(compiled(SIZE, ASKS, layers), DataType.DOUBLE, 3)) {
      String message = "Net.inputGradient needs a backward pass before it: buffers are reused";
      assertThatIllegalStateException().isThrownBy(network::inputGradient).withMessage(message);
      network.forward(images);
      network.backward(random(2, 2));
      network.inputGradient();
      network.forward(images);
      assertThatIllegalStateException().isThrownBy(network::inputGradient).withMessage(message);
    }
  }
}
