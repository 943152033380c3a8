package dev.skipjack.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.skipjack.annotations.AdaptiveAvgPool;
import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Concat;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.From;
import dev.skipjack.annotations.GlobalAvgPool;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.MaxPool;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Output;
import dev.skipjack.annotations.Relu;
import dev.skipjack.annotations.Upsample;
import dev.skipjack.examples.networks.segmentation.LandWaterUNetNetwork;
import dev.skipjack.runtime.ImagePadding;
import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.data.ImageSet;
import dev.skipjack.runtime.data.Images;
import dev.skipjack.runtime.serve.InferencePool;
import dev.skipjack.runtime.train.Evaluation;
import dev.skipjack.runtime.train.Evaluator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Networks that pad and cut by themselves say what they say of images padded by hand. */
class PaddingTest {
  private static final int HEIGHT = 37;
  private static final int WIDTH = 53;

  /** What maps of a prediction take at once, if images are small. */
  private static final long CACHED_BYTES = 8 << 20;

  /** Multiples of 8 from 16 on: maps as large as the image, of other sizes, and features. */
  @Model(input = @Input(channels = 2, height = Input.ANY, width = Input.ANY))
  static class Sizes {
    @Conv(out = 6, kernel = 3)
    @BatchNorm
    @Relu
    @Output
    Layer whole;

    @MaxPool(kernel = 4, stride = 4)
    Layer quarter;

    @Conv(out = 4, kernel = 3, stride = 2)
    @Output
    Layer eighth;

    @From("whole")
    @Upsample(scale = 2)
    @Output
    Layer twice;

    @From("eighth")
    @AdaptiveAvgPool(24) // as large as an image of 24x24
    @Output
    Layer fixed;

    @From("eighth")
    @GlobalAvgPool
    @Linear(out = 3)
    @Output
    Layer features;

    @From("eighth")
    @Upsample(scale = 8)
    Layer up;

    @Concat("whole")
    @Conv(out = 3, kernel = 1)
    @Output
    Layer logits;
  }

  private static INDArray images(DataType type, int... shape) {
    Random random = new Random(5);
    INDArray images = Nd4j.create(DataType.DOUBLE, shape[0], shape[1], shape[2], shape[3]);
    for (int i = 0; i < images.length(); i++) {
      images.data().put(i, random.nextGaussian());
    }
    return images.castTo(type);
  }

  /** PyTorch's F.pad(images, (0, right, 0, below), mode). */
  private static INDArray padded(INDArray images, ImagePadding how, int toHeight, int toWidth) {
    int height = (int) images.size(2);
    int width = (int) images.size(3);
    INDArray padded =
        Nd4j.create(images.dataType(), images.size(0), images.size(1), toHeight, toWidth);
    for (int n = 0; n < images.size(0); n++) {
      for (int c = 0; c < images.size(1); c++) {
        for (int y = 0; y < toHeight; y++) {
          for (int x = 0; x < toWidth; x++) {
            int fromY =
                y < height ? y : how == ImagePadding.REFLECT ? 2 * height - 2 - y : height - 1;
            int fromX = x < width ? x : how == ImagePadding.REFLECT ? 2 * width - 2 - x : width - 1;
            boolean zero = how == ImagePadding.ZEROS && (y >= height || x >= width);
            padded.putScalar(
                new int[] {n, c, y, x}, zero ? 0 : images.getDouble(n, c, fromY, fromX));
          }
        }
      }
    }
    return padded;
  }

  /** The upper left corner. */
  private static double[] corner(INDArray map, int height, int width) {
    double[] corner = new double[(int) (map.size(0) * map.size(1)) * height * width];
    for (int i = 0; i < corner.length; i++) {
      int plane = i / (height * width);
      int channels = (int) map.size(1);
      corner[i] = map.getDouble(plane / channels, plane % channels, i / width % height, i % width);
    }
    return corner;
  }

  @ParameterizedTest
  @EnumSource(ImagePadding.class)
  void outputsAreThoseOfImagesPaddedByHand(ImagePadding how) {
    for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
      try (TrainingNetwork training = PaddingTest_SizesNetwork.forTraining(type, 1);
          InferenceNetwork byHand = training.inference();
          InferenceNetwork network = training.inference().padding(how)) {
        assertThat(network.describeInput())
            .isEqualTo("2xHxW, padded to " + byHand.imageSizes().orElseThrow().describe());
        network.batchInvariant(type == DataType.DOUBLE); // image by image, joined
        for (int count : new int[] {3, 1, 3}) {
          INDArray images = images(type, count, 2, HEIGHT, WIDTH);
          byHand.predict(padded(images, how, 40, 56));
          List<INDArray> expected = byHand.outputs();
          INDArray main = network.predict(images);
          List<INDArray> outputs = network.outputs();
          assertThat(main.shape()).containsExactly(count, 3, HEIGHT, WIDTH);
          for (int i = 0; i < outputs.size(); i++) {
            INDArray output = outputs.get(i);
            String name = network.outputNames().get(i);
            int scale = name.equals("twice") ? 2 : 1;
            boolean cut = List.of("whole", "twice", "logits").contains(name);
            assertThat(output.shape())
                .as(name)
                .isEqualTo(
                    cut
                        ? new long[] {count, expected.get(i).size(1), scale * HEIGHT, scale * WIDTH}
                        : expected.get(i).shape());
            assertWithin(
                name,
                output.ravel().toDoubleVector(),
                cut
                    ? corner(expected.get(i), scale * HEIGHT, scale * WIDTH)
                    : expected.get(i).ravel().toDoubleVector(),
                type == DataType.DOUBLE ? 1e-12 : 0);
          }
        }
      }
    }
  }

  /** As containsExactly within an offset, which takes seconds for thousands of elements. */
  private static void assertWithin(String name, double[] actual, double[] expected, double offset) {
    assertThat(actual).as(name).hasSameSizeAs(expected);
    for (int i = 0; i < actual.length; i++) {
      if (!(Math.abs(actual[i] - expected[i]) <= offset)) { // true for NaN
        assertThat(actual[i]).as("%s, element %d", name, i).isEqualTo(expected[i], within(offset));
      }
    }
  }

  /**
   * More images than a cache holds go in pieces, of three sizes here: every output is that of the
   * image alone, to the last bit where that was asked for.
   */
  @ParameterizedTest
  @CsvSource({"true, true", "true, false", "false, true", "false, false"})
  void outputsOfPiecesAreJoined(boolean padded, boolean invariant) {
    int height = padded ? HEIGHT : 40;
    int width = padded ? WIDTH : 56;
    try (TrainingNetwork training = PaddingTest_SizesNetwork.forTraining(1);
        InferenceNetwork network = training.inference();
        InferenceNetwork alone = training.inference().batchInvariant(invariant)) {
      if (padded) {
        network.padding(ImagePadding.REPLICATE);
        alone.padding(ImagePadding.REPLICATE);
      }
      network.batchInvariant(invariant);
      int atOnce = (int) (CACHED_BYTES / network.arenaBytes(1, 40, 56));
      assertThat(atOnce).as("images of a piece").isBetween(4, 100);
      INDArray images = images(DataType.FLOAT, 2 * atOnce + 2, 2, height, width);
      INDArray main = network.predict(images);
      List<INDArray> outputs = network.outputs();
      assertThat(main).isSameAs(outputs.get(outputs.size() - 1));
      for (int image = 0; image < images.size(0); image++) {
        INDArrayIndex row = NDArrayIndex.interval(image, image + 1);
        alone.predict(images.get(row).dup());
        for (int i = 0; i < outputs.size(); i++) {
          double[] expected = alone.outputs().get(i).dup('c').data().asDouble();
          String name = network.outputNames().get(i) + " of image " + image;
          assertThat(outputs.get(i).size(0)).as(name).isEqualTo(images.size(0));
          double[] actual = outputs.get(i).get(row).dup('c').data().asDouble();
          assertWithin(name, actual, expected, invariant ? 0 : 1e-4);
        }
      }
    }
  }

  /** A map of a fixed size is not cut, though it is as large as what the image was padded to. */
  @Test
  void whatDoesNotGrowWithTheImageStays() {
    try (TrainingNetwork training = PaddingTest_SizesNetwork.forTraining(1);
        InferenceNetwork network = training.inference().padding(ImagePadding.ZEROS)) {
      network.predict(images(DataType.FLOAT, 1, 2, 19, 23));
      assertThat(network.outputs().get(network.outputNames().indexOf("fixed")).shape())
          .containsExactly(1, 4, 24, 24);
    }
  }

  /** Smaller than their padding, mirrored to and fro; and of a size that fits, as they are. */
  @Test
  void verySmallImagesAndThoseThatFit() {
    try (TrainingNetwork training = PaddingTest_SizesNetwork.forTraining(1);
        InferenceNetwork plain = training.inference();
        InferenceNetwork network = training.inference().padding(ImagePadding.REFLECT)) {
      int least = network.imageSizes().orElseThrow().minimum();
      INDArray two = images(DataType.FLOAT, 1, 2, 2, 1);
      INDArray large = Nd4j.create(DataType.FLOAT, 1, 2, least, least);
      for (int i = 0; i < large.length(); i++) {
        int y = i / least % least;
        large.putScalar(
            new int[] {0, i / least / least, y, i % least},
            two.getDouble(0, i / least / least, y % 2, 0));
      }
      INDArray expected = plain.predict(large);
      INDArray map = network.predict(two);
      assertThat(map.shape()).containsExactly(1, 3, 2, 1);
      assertThat(map.ravel().toDoubleVector()).containsExactly(corner(expected, 2, 1), within(0.0));
      INDArray fits = images(DataType.FLOAT, 2, 2, 32, 48);
      assertThat(network.predict(fits)).isEqualTo(plain.predict(fits));
    }
  }

  @Test
  void anImageOf37By53OfAUNet() throws InterruptedException {
    byte[] pixels = new byte[2 * 3 * HEIGHT * WIDTH];
    new Random(3).nextBytes(pixels);
    byte[] labels = new byte[2 * HEIGHT * WIDTH];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (byte) (i % 5 == 0 ? 255 : i % 2);
    }
    ImageSet set =
        ImageSet.ofLabelMaps("odd", 3, HEIGHT, WIDTH, pixels, labels, List.of("land", "water"));
    try (TrainingNetwork training = LandWaterUNetNetwork.forTraining(1);
        InferenceNetwork network = training.inference()) {
      INDArray images = images(DataType.FLOAT, 1, 3, HEIGHT, WIDTH);
      assertThatThrownBy(() -> network.predict(images))
          .hasMessageEndingWith(
              "nearest heights: 32, 40; nearest widths: 48, 56; padding(ImagePadding.REFLECT) of this"
                  + " network takes images of any size and pads them");
      assertThatThrownBy(() -> training.forward(images))
          .hasMessageEndingWith(
              "nearest widths: 48, 56; training pads nothing, as the loss would learn what was"
                  + " added: cut images and label maps to such a size");
      network.padding(ImagePadding.REFLECT);
      INDArray map = network.predict(images).dup();
      assertThat(map.shape()).containsExactly(1, 2, HEIGHT, WIDTH);
      Evaluation evaluation = Evaluator.evaluate(network, Images.of(set).batch(2));
      assertThat(evaluation.images()).isEqualTo(2);
      assertThat(evaluation.counted())
          .isEqualTo(labels.length - (labels.length + 4) / 5); // those that are not ignored
      try (InferencePool pool = InferencePool.of(network).forks(1).open()) {
        assertThat(pool.predict(images)).isEqualTo(map);
      }
      network.padding(null);
      assertThatThrownBy(() -> network.predict(images)).hasMessageContaining("nearest heights");
    }
  }

  @Test
  void aNetworkOfOneSizePadsNothing() {
    try (TrainingNetwork training =
            dev.skipjack.examples.networks.classic.LeNet5Network.forTraining(1);
        InferenceNetwork network = training.inference()) {
      assertThatThrownBy(() -> network.padding(ImagePadding.ZEROS))
          .hasMessage(
              "LeNet5 takes images of 1x32x32 alone: padding is for models of Input.ANY; a"
                  + " Preparation with Framing.PAD fits pictures, ImageSet.fit images");
    }
  }
}
