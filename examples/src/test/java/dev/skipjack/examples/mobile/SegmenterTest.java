package dev.skipjack.examples.mobile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipjack.examples.InOnnxRuntime;
import dev.skipjack.onnx.Onnx;
import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.pictures.PictureReader;
import dev.skipjack.runtime.pictures.Preparation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The weights that others trained give in our network what it gives in ONNX Runtime; {@code
 * examples/src/main/scripts/segmenter.sh} fetches them, runs this, and compares with TensorFlow.js
 * what this writes: {@code image} and {@code logits}, beside the folder of the model.
 */
class SegmenterTest {
  private static final double TOLERANCE = 1e-4;

  private static final int SIDE = 513;

  private static final int MAP = 65 * 65;

  private static final int CLASSES = 21;

  @TempDir Path temporary;

  @Test
  @EnabledIfSystemProperty(named = "skipjack.segmenter", matches = ".+")
  void predictsWhatOnnxRuntimeDoes() throws Exception {
    Path model = Path.of(System.getProperty("skipjack.segmenter"));
    Path weights = temporary.resolve("segmenter.safetensors");
    try (TrainingNetwork network = SegmenterNetwork.forTraining(1)) {
      SegmenterWeights.convert(network, model, weights);
    }
    byte[] pixels =
        Preparation.of(3, SIDE, SIDE)
            .apply(PictureReader.read(Path.of(System.getProperty("skipjack.picture"))));
    INDArray image = between(pixels);
    Path onnx = temporary.resolve("segmenter.onnx");
    try (InferenceNetwork ours = SegmenterNetwork.forInference(weights)) {
      float[] logits = ours.predict(image).dup('c').ravel().toFloatVector();
      Onnx.save(ours, onnx);
      try (InOnnxRuntime theirs = new InOnnxRuntime(onnx)) {
        compare(logits, theirs.predict(image).get(0));
      }
      tell(logits);
      write(model.getParent().getParent(), pixels, logits);
    }
  }

  /** {@code [1, 3, 513, 513]}, between -1 and 1, as the network was trained. */
  private static INDArray between(byte[] pixels) {
    float[] values = new float[pixels.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (pixels[i] & 255) / 127.5f - 1;
    }
    return Nd4j.createFromArray(values).reshape(1, 3, SIDE, SIDE);
  }

  private static void compare(float[] ours, float[] theirs) {
    assertThat(theirs).hasSameSizeAs(ours);
    double largest = 0;
    double worst = 0;
    for (int i = 0; i < ours.length; i++) {
      largest = Math.max(largest, Math.abs(theirs[i]));
      double difference = Math.abs(ours[i] - theirs[i]);
      worst = difference <= worst ? worst : difference; // NaN is the worst
    }
    System.out.printf(
        Locale.ROOT, "ONNX Runtime: largest difference %.1e, largest logit %.1f%n", worst, largest);
    assertThat(largest).isPositive();
    assertThat(worst).isLessThanOrEqualTo(TOLERANCE * largest);
  }

  /** How much of the picture is of which class. */
  private static void tell(float[] logits) {
    int[] pixels = new int[CLASSES];
    for (int i = 0; i < MAP; i++) {
      int best = 0;
      for (int c = 1; c < CLASSES; c++) {
        best = logits[c * MAP + i] > logits[best * MAP + i] ? c : best;
      }
      pixels[best]++;
    }
    for (int c = 0; c < CLASSES; c++) {
      if (pixels[c] * 100 >= MAP) {
        System.out.printf(Locale.ROOT, "class %d: %.1f %%%n", c, 100.0 * pixels[c] / MAP);
      }
    }
  }

  /** The image pixel by pixel, as TensorFlow has it, and the logits. */
  private static void write(Path directory, byte[] pixels, float[] logits) throws IOException {
    byte[] image = new byte[pixels.length];
    for (int i = 0; i < SIDE * SIDE; i++) {
      for (int channel = 0; channel < 3; channel++) {
        image[i * 3 + channel] = pixels[channel * SIDE * SIDE + i];
      }
    }
    Files.write(directory.resolve("image"), image);
    ByteBuffer floats =
        ByteBuffer.allocate(logits.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    floats.asFloatBuffer().put(logits);
    Files.write(directory.resolve("logits"), floats.array());
  }
}
