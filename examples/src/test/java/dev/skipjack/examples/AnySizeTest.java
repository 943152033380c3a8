package dev.skipjack.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.skipjack.annotations.AdaptiveAvgPool;
import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Block;
import dev.skipjack.annotations.Concat;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.ConvTranspose;
import dev.skipjack.annotations.Crop;
import dev.skipjack.annotations.DenseBlock;
import dev.skipjack.annotations.GlobalAvgPool;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.MaxPool;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Output;
import dev.skipjack.annotations.Relu;
import dev.skipjack.annotations.Repeat;
import dev.skipjack.annotations.Residual;
import dev.skipjack.annotations.Shortcut;
import dev.skipjack.annotations.Skip;
import dev.skipjack.annotations.Transition;
import dev.skipjack.annotations.Upsample;
import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.Network;
import dev.skipjack.runtime.TrainingNetwork;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A network that takes images of any size does what networks for each of the sizes do. */
class AnySizeTest {
  private static final int CLASSES = 5;
  private static final double STEP = 1e-6;

  /** Slabs, sums, strided projections, a border, and pools with partial windows. */
  @Block
  static class Body {
    @Conv(out = 6, kernel = 3, stride = 2)
    @BatchNorm
    @Relu
    @MaxPool(kernel = 3, stride = 2, padding = 1, ceilMode = true)
    Layer stem;

    @DenseBlock(layers = 2, growth = 4)
    Layer dense;

    @Transition Layer down;

    @Conv(out = 8, kernel = 3, padding = 3)
    @Relu
    Layer wide;

    @Conv(out = 8, kernel = 5, padding = 0)
    @Skip(from = "down", shortcut = Shortcut.CONV)
    Layer sum;

    @Residual(blocks = 2, out = 8, stride = 2)
    Layer residual;

    @GlobalAvgPool
    @Linear(out = CLASSES)
    Layer logits;
  }

  @Model(input = @Input(channels = 3, height = Input.ANY, width = Input.ANY))
  static class Any {
    @Repeat(block = Body.class, times = 1)
    Layer body;
  }

  @Model(input = @Input(channels = 3, height = 64, width = 32))
  static class Tall {
    @Repeat(block = Body.class, times = 1)
    Layer body;
  }

  @Model(input = @Input(channels = 3, height = 48, width = 112))
  static class Wide {
    @Repeat(block = Body.class, times = 1)
    Layer body;
  }

  /** A map for each image, of the image's size. */
  @Block
  static class Pixels {
    @Conv(out = 6, kernel = 3)
    @BatchNorm
    @Relu
    Layer first;

    @MaxPool(kernel = 2)
    @Conv(out = 8, kernel = 3)
    @Relu
    Layer second;

    @AdaptiveAvgPool(2)
    @Conv(out = 4, kernel = 1)
    @Upsample(like = "second", mode = Upsample.Mode.BILINEAR)
    Layer whole;

    @Concat("second")
    @Conv(out = 8, kernel = 3, padding = 3, stride = 2)
    @ConvTranspose(out = 6, kernel = 2, stride = 2)
    @Crop(like = "second")
    @Upsample(scale = 2)
    Layer up;

    @Concat("first")
    @Conv(out = CLASSES, kernel = 1)
    Layer logits;
  }

  @Model(input = @Input(channels = 3, height = Input.ANY, width = Input.ANY))
  static class AnyPixels {
    @Repeat(block = Pixels.class, times = 1)
    @Output
    Layer body;
  }

  @Model(input = @Input(channels = 3, height = 12, width = 20))
  static class FewPixels {
    @Repeat(block = Pixels.class, times = 1)
    @Output
    Layer body;
  }

  @Model(input = @Input(channels = 3, height = 28, width = 16))
  static class MorePixels {
    @Repeat(block = Pixels.class, times = 1)
    @Output
    Layer body;
  }

  private static INDArray images(DataType type, int count, Network like, int seed) {
    return images(type, count, like.inputHeight(), like.inputWidth(), seed);
  }

  private static INDArray images(DataType type, int count, int height, int width, int seed) {
    Nd4j.getRandom().setSeed(seed);
    return Nd4j.randn(type, count, 3, height, width);
  }

  private static INDArray step(TrainingNetwork network, INDArray images) {
    INDArray output = network.forward(images).dup();
    network.backward(weights(output));
    return output;
  }

  /** The loss is their product with the output. */
  private static INDArray weights(INDArray output) {
    return Nd4j.linspace(-1, 1, output.length(), output.dataType()).reshape(output.shape());
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void trainsAsNetworksOfEachSizeDo(DataType type) {
    try (TrainingNetwork any = AnySizeTest_AnyNetwork.forTraining(type, 1);
        TrainingNetwork tall = AnySizeTest_TallNetwork.forTraining(type, 1);
        TrainingNetwork wide = AnySizeTest_WideNetwork.forTraining(type, 1)) {
      checkSteps(any, tall, wide);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void mapsAreThoseOfNetworksOfEachSize(DataType type) {
    try (TrainingNetwork any = AnySizeTest_AnyPixelsNetwork.forTraining(type, 1);
        TrainingNetwork few = AnySizeTest_FewPixelsNetwork.forTraining(type, 1);
        TrainingNetwork more = AnySizeTest_MorePixelsNetwork.forTraining(type, 1)) {
      assertThat(any.describeInput()).isEqualTo("3xHxW, multiples of 4");
      checkSteps(any, few, more);
    }
  }

  /** Both sizes in turn, batches of several sizes. */
  private static void checkSteps(TrainingNetwork any, TrainingNetwork one, TrainingNetwork other) {
    int[] counts = {2, 2, 1, 3, 2, 2, 3, 1};
    for (int i = 0; i < counts.length; i++) {
      TrainingNetwork fixed = i % 2 == 0 ? one : other;
      INDArray images = images(any.dataType(), counts[i], fixed, i);
      assertThat(step(any, images)).isEqualTo(step(fixed, images));
      assertThat(any.gradients()).isEqualTo(fixed.gradients());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void predictsAsNetworksOfEachSizeDo(DataType type) {
    try (TrainingNetwork any = AnySizeTest_AnyNetwork.forTraining(type, 1);
        TrainingNetwork tall = AnySizeTest_TallNetwork.forTraining(type, 1);
        TrainingNetwork wide = AnySizeTest_WideNetwork.forTraining(type, 1);
        InferenceNetwork anyPrediction = any.inference();
        InferenceNetwork tallPrediction = tall.inference();
        InferenceNetwork widePrediction = wide.inference()) {
      for (int i = 0; i < 6; i++) {
        InferenceNetwork fixed = i % 2 == 0 ? tallPrediction : widePrediction;
        INDArray images = images(type, 1 + i % 3, fixed, i);
        assertThat(anyPrediction.predict(images)).isEqualTo(fixed.predict(images));
      }
    }
  }

  @Test
  void itsGradientIsThatOfItsOutput() {
    try (TrainingNetwork network = AnySizeTest_AnyNetwork.forTraining(DataType.DOUBLE, 1)) {
      for (int[] size : new int[][] {{32, 48}, {64, 32}}) {
        INDArray images = images(DataType.DOUBLE, 2, size[0], size[1], 3);
        step(network, images);
        INDArray gradients = network.gradients().dup();
        INDArray parameters = network.parameters();
        long every = parameters.length() / 40;
        for (long i = 0; i < parameters.length(); i += every) {
          double value = parameters.getDouble(i);
          parameters.putScalar(i, value + STEP);
          double above = loss(network, images);
          parameters.putScalar(i, value - STEP);
          double below = loss(network, images);
          parameters.putScalar(i, value);
          double expected = (above - below) / (2 * STEP);
          assertThat(gradients.getDouble(i))
              .as("parameter %d on %dx%d", i, size[0], size[1])
              .isCloseTo(expected, offset(1e-6));
        }
      }
    }
  }

  private static double loss(TrainingNetwork network, INDArray images) {
    INDArray output = network.forward(images);
    return output.mul(weights(output)).sumNumber().doubleValue();
  }

  /** The views of each size are kept, and so is what kernels prepared for them. */
  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void changingBetweenSizesMakesNothingNative(DataType type) {
    try (TrainingNetwork network = AnySizeTest_AnyNetwork.forTraining(type, 1)) {
      INDArray small = images(type, 2, 32, 32, 1);
      INDArray large = images(type, 2, 96, 64, 2);
      INDArray gradient = weights(network.forward(large));
      INDArray outputOfLarge = network.forward(large);
      INDArray outputOfSmall = network.forward(small);
      long before = 0;
      for (int round = 0; round < 3; round++) {
        before = Nd4j.getDeallocatorService().nextValue();
        assertThat(network.forward(large)).isSameAs(outputOfLarge);
        network.backward(gradient);
        assertThat(network.forward(small)).isSameAs(outputOfSmall);
        network.backward(gradient);
      }
      assertThat(Nd4j.getDeallocatorService().nextValue() - before - 1).isZero();
    }
  }

  /** The compiler plans the same memory for the reference image as the runtime does. */
  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void itsMemoryIsWhatTheReportSays(DataType type) throws IOException {
    JsonNode report;
    try (InputStream in = AnySizeTest.class.getResourceAsStream("AnySizeTest_Any.json")) {
      report = new ObjectMapper().readTree(in);
    }
    String[] size = report.get("sizes").get("figuresAt").asText().split("x");
    int height = Integer.parseInt(size[0]);
    int width = Integer.parseInt(size[1]);
    int floats = type.width() / Float.BYTES;
    try (TrainingNetwork training = AnySizeTest_AnyNetwork.forTraining(type, 1);
        InferenceNetwork inference = training.inference()) {
      assertThat(perImage(training, height, width))
          .isEqualTo(report.get("trainingBytesPerImage").asLong() * floats);
      assertThat(perImage(inference, height, width))
          .isEqualTo(report.get("inferenceBytesPerImage").asLong() * floats);
      assertThat(perImage(training, 64, 32)).isLessThan(perImage(training, height, width) / 35);
    }
  }

  private static long perImage(Network network, int height, int width) {
    return network.arenaBytes(2, height, width) - network.arenaBytes(1, height, width);
  }

  @Test
  void otherSizesAreRefusedWithTheNearest() {
    try (TrainingNetwork network = AnySizeTest_AnyNetwork.forTraining(1)) {
      assertThat(network.describeInput()).isEqualTo("3xHxW, multiples of 16 from 32 on");
      assertThatThrownBy(() -> network.forward(images(DataType.FLOAT, 1, 250, 500, 1)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Any expects images [N,3,H,W] of FLOAT with N of at least 1 and for H and W multiples"
                  + " of 16 from 32 on, got [1, 3, 250, 500] of FLOAT; nearest heights: 240, 256;"
                  + " nearest widths: 496, 512; training pads nothing, as the loss would learn what was"
                  + " added: cut images and label maps to such a size");
      assertThatThrownBy(() -> network.forward(images(DataType.FLOAT, 1, 32, 16, 1)))
          .hasMessageContaining("got [1, 3, 32, 16] of FLOAT; nearest widths: 32; training pads");
      assertThatThrownBy(() -> network.arenaBytes(1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("say which, arenaBytes(batchSize, height, width)");
    }
  }
}
