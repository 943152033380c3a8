package dev.skipjack.runtime.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Photographs, 32×32 RGB, 50,000 and 10,000 (Krizhevsky 2009), in the binary version: records of
 * one label byte and 3072 pixel bytes, channels outermost.
 */
public final class Cifar10 {
  /** The classes, in the order of the labels. */
  public static final List<String> CLASSES =
      List.of(
          "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

  private static final int SIZE = 32;
  private static final int PIXELS = 3 * SIZE * SIZE;

  private Cifar10() {}

  /**
   * Mean of each channel of the training set in 0 to 1 (Torch, fb.resnet.torch datasets/cifar10).
   */
  public static double[] mean() {
    return new double[] {125.3 / 255, 123.0 / 255, 113.9 / 255};
  }

  /** Standard deviation of each channel of the training set in 0 to 1, from the same source. */
  public static double[] standardDeviation() {
    return new double[] {63.0 / 255, 62.1 / 255, 66.7 / 255};
  }

  /**
   * @param directory with data_batch_1.bin to data_batch_5.bin
   * @throws IOException if a file is missing or damaged
   */
  public static ImageSet train(Path directory) throws IOException {
    return read(
        "CIFAR-10 (train)",
        directory,
        List.of(
            "data_batch_1.bin",
            "data_batch_2.bin",
            "data_batch_3.bin",
            "data_batch_4.bin",
            "data_batch_5.bin"));
  }

  /**
   * @param directory with test_batch.bin
   * @throws IOException if the file is missing or damaged
   */
  public static ImageSet test(Path directory) throws IOException {
    return read("CIFAR-10 (test)", directory, List.of("test_batch.bin"));
  }

  private static ImageSet read(String name, Path directory, List<String> files) throws IOException {
    byte[][] contents = new byte[files.size()][];
    int count = 0;
    for (int i = 0; i < contents.length; i++) {
      Path file = directory.resolve(files.get(i));
      if (!Files.isRegularFile(file)) {
        throw new NoSuchFileException(
            file.toString(), null, "expected the binary version of CIFAR-10: " + files);
      }
      contents[i] = Files.readAllBytes(file);
      if (contents[i].length == 0 || contents[i].length % (PIXELS + 1) != 0) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s has %,d bytes, which is no multiple of a record's %,d: it is truncated or corrupt",
                file,
                contents[i].length,
                PIXELS + 1));
      }
      count += contents[i].length / (PIXELS + 1);
    }
    byte[] pixels = new byte[count * PIXELS];
    byte[] labels = new byte[count];
    int image = 0;
    for (byte[] bytes : contents) {
      for (int at = 0; at < bytes.length; at += PIXELS + 1) {
        labels[image] = bytes[at];
        System.arraycopy(bytes, at + 1, pixels, image * PIXELS, PIXELS);
        image++;
      }
    }
    try {
      return new ImageSet(new ImageSet.Header(name, 3, SIZE, SIZE, CLASSES), pixels, labels);
    } catch (IllegalArgumentException e) {
      throw new IOException(directory + ": " + e.getMessage(), e);
    }
  }
}
