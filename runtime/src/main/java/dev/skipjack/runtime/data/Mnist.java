package dev.skipjack.runtime.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Handwritten digits, 28×28 grey, 60,000 and 10,000 (LeCun et al. 1998), in their IDX files. */
public final class Mnist {
  private static final List<String> CLASSES =
      List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");

  private Mnist() {}

  /**
   * @param directory with train-images-idx3-ubyte and train-labels-idx1-ubyte, plain or gzipped
   * @throws IOException if a file is missing or damaged
   */
  public static ImageSet train(Path directory) throws IOException {
    return Idx.read(directory, "train", "MNIST (train)", CLASSES);
  }

  /**
   * @param directory with t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, plain or gzipped
   * @throws IOException if a file is missing or damaged
   */
  public static ImageSet test(Path directory) throws IOException {
    return Idx.read(directory, "t10k", "MNIST (test)", CLASSES);
  }
}
