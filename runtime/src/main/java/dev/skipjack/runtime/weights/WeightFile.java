package dev.skipjack.runtime.weights;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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
    boolean isTorch;
    try {
      isTorch = Files.isRegularFile(file) && TorchFile.isOne(file);
    } catch (FileSystemException e) {
      throw notOpened(file, e);
    }
    return isTorch ? TorchFile.open(file) : SafetensorsReader.open(file);
  }

  /** The JDK's errors are often a bare path. */
  static IOException notOpened(Path file, FileSystemException e) {
    String reason = e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
    if (e instanceof NoSuchFileException) {
      reason = "there is no such file";
    } else if (e instanceof AccessDeniedException) {
      reason = "no permission to read it";
    }
    return new IOException("cannot read the weights in " + file + ": " + reason, e);
  }

  /**
   * Reads all of the file, if it says by which checksum damage is found.
   *
   * @throws IOException naming the file if it is not what was written
   */
  void check() throws IOException;

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
