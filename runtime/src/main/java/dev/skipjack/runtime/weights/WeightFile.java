package dev.skipjack.runtime.weights;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Named tensors in a file, read piece by piece: what is in it is known once it is open. */
interface WeightFile extends AutoCloseable {
  /**
   * Opens a file as what its first bytes say it is: PyTorch's {@code .pth}, or else safetensors.
   *
   * @throws IOException naming the file and what is wrong with it
   */
  static WeightFile open(Path file) throws IOException {
    boolean isTorch = Files.isRegularFile(file) && TorchFile.isOne(file);
    return isTorch ? TorchFile.open(file) : SafetensorsReader.open(file);
  }

  /** Every tensor in the order of the file, those of types that are not read among them. */
  List<StoredTensor> tensors();

  /** Free text by free keys. */
  Map<String, String> metadata();

  /**
   * Some elements of a tensor of a readable type, in C order, widened to double.
   *
   * @param tensor one of {@link #tensors}
   * @param to filled with as many elements as it has
   */
  void read(StoredTensor tensor, long first, double[] to) throws IOException;

  /** An error in this file. */
  IOException error(String message, Object... arguments);

  @Override
  void close() throws IOException;
}
