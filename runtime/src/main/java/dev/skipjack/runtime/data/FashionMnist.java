package dev.skipjack.runtime.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Zalando's articles of clothing, 28×28 grey, 60,000 and 10,000 (Xiao et al. 2017), as IDX files.
 */
public final class FashionMnist {
  /** The classes, in the order of the labels. */
  public static final List<String> CLASSES =
      List.of(
          "T-shirt/top",
          "trouser",
          "pullover",
          "dress",
          "coat",
          "sandal",
          "shirt",
          "sneaker",
          "bag",
          "ankle boot");

  private FashionMnist() {}

  /**
   * @param directory with train-images-idx3-ubyte and train-labels-idx1-ubyte, plain or gzipped
   * @throws IOException if a file is missing or damaged
   */
  public static ImageSet train(Path directory) throws IOException {
    return Idx.read(directory, "train", "Fashion-MNIST (train)", CLASSES);
  }

  /**
   * @param directory with t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, plain or gzipped
   * @throws IOException if a file is missing or damaged
   */
  public static ImageSet test(Path directory) throws IOException {
    return Idx.read(directory, "t10k", "Fashion-MNIST (test)", CLASSES);
  }
}
