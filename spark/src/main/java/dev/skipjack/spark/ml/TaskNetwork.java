package dev.skipjack.spark.ml;

import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.data.ElementView;
import dev.skipjack.runtime.data.StoredImages;
import dev.skipjack.runtime.kernel.Detached;
import dev.skipjack.runtime.pictures.Preparation;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What predicts in one task. For one thread. */
final class TaskNetwork implements AutoCloseable {
  private final InferenceNetwork network;
  private final StoredImages.Format format;
  private final Preparation preparation;
  private INDArray input;
  private double[] values;

  /**
   * @param network taken over
   * @param format of the images
   * @param preparation of pictures, with what they are normalised by; null: values as they are
   */
  TaskNetwork(InferenceNetwork network, StoredImages.Format format, Preparation preparation) {
    this.network = network;
    this.format = format;
    this.preparation = preparation;
  }

  /**
   * Predicts.
   *
   * @param images at least one, as {@code ImageColumn.read} gives them
   * @return the probability of each class, the softmax of the network's logits, for each image; NaN
   *     where logits are not finite
   */
  double[][] probabilities(List<byte[]> images) {
    int count = images.size();
    allocate(count);
    for (int i = 0; i < count; i++) {
      read(images.get(i), i * format.values());
    }
    ElementView.of(input).write(values, count * format.values(), 0);
    INDArray logits = network.predict(input);
    if (logits.rank() != 2) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s gives a map for each image (%s), no classes of it",
              network.name(),
              Arrays.toString(logits.shape())));
    }
    int classes = network.classes();
    double[] all = new double[count * classes];
    ElementView.of(logits).read(0, all, all.length);
    double[][] probabilities = new double[count][classes];
    for (int i = 0; i < count; i++) {
      softmax(all, i * classes, probabilities[i]);
    }
    return probabilities;
  }

  /** A partition ends with a batch that is smaller than the others. */
  private void allocate(int count) {
    if (input == null || input.size(0) != count) {
      free();
      input =
          Detached.uninitialized(
              network.dataType(), count, format.channels(), format.height(), format.width());
      values = new double[Math.multiplyExact(count, format.values())];
    }
  }

  /** The same values as a training's. */
  private void read(byte[] image, int first) {
    if (preparation == null) {
      ByteBuffer floats = ByteBuffer.wrap(image);
      for (int i = 0; i < format.values(); i++) {
        values[first + i] = floats.getFloat();
      }
      return;
    }
    int plane = format.height() * format.width();
    for (int channel = 0; channel < format.channels(); channel++) {
      double mean = preparation.mean().get(channel);
      double deviation = preparation.standardDeviation().get(channel);
      for (int i = channel * plane; i < (channel + 1) * plane; i++) {
        values[first + i] = (Byte.toUnsignedInt(image[i]) / 255.0 - mean) / deviation;
      }
    }
  }

  private static void softmax(double[] logits, int first, double[] into) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < into.length; i++) {
      largest = Math.max(largest, logits[first + i]); // NaN stays
    }
    double total = 0;
    for (int i = 0; i < into.length; i++) {
      into[i] = Math.exp(logits[first + i] - largest);
      total += into[i];
    }
    for (int i = 0; i < into.length; i++) {
      into[i] /= total;
    }
  }

  private void free() {
    if (input != null) {
      input.close();
      input = null;
    }
  }

  @Override
  public void close() {
    free();
    network.close();
  }
}
