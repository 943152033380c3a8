package dev.skipjack.runtime.weights;

import dev.skipjack.runtime.kernel.Detached;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Files of named arrays in the safetensors format (huggingface/safetensors, README "Format"), for
 * whatever is not a network's weights: inputs, expected outputs, gradients.
 */
public final class Safetensors {
  private Safetensors() {}

  /**
   * Reads every array of a file; PyTorch's {@code num_batches_tracked}, which are integers, are
   * passed over.
   *
   * @param type of the arrays, FLOAT or DOUBLE, whatever the file has (F32, F64, F16 or BF16)
   * @return arrays by name, in the file's order; the caller closes them
   * @throws IOException if the file is damaged, has a tensor of another type, or a number that
   *     {@code type} cannot hold; NaN and infinities are read as they are
   */
  public static Map<String, INDArray> read(Path file, DataType type) throws IOException {
    return Uninterrupted.run(() -> readAll(file, type));
  }

  private static Map<String, INDArray> readAll(Path file, DataType type) throws IOException {
    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      reader.check();
      Map<String, INDArray> arrays = new LinkedHashMap<>();
      read(reader, type, arrays);
      return arrays;
    }
  }

  /** Puts every array of a file into an empty map; if that fails, those in the map are closed. */
  static void read(SafetensorsReader reader, DataType type, Map<String, INDArray> arrays)
      throws IOException {
    try {
      for (StoredTensor tensor : reader.tensors()) {
        if (tensor.isCounter() && !tensor.type().isReadable()) {
          continue;
        }
        checkReadable(reader, tensor);
        INDArray array = Detached.zeros(type, tensor.shape());
        arrays.put(tensor.name(), array);
        Elements.copy(reader, tensor, array, Elements.Rule.NONE);
      }
    } catch (IOException | RuntimeException | Error e) {
      arrays.values().forEach(INDArray::close);
      throw e;
    }
  }

  private static void checkReadable(SafetensorsReader reader, StoredTensor tensor)
      throws IOException {
    if (!tensor.type().isReadable()) {
      throw reader.error(
          "tensor '%s' is of type '%s', but one of %s is expected",
          tensor.name(), tensor.type(), ElementType.READABLE);
    }
  }

  /**
   * Writes arrays as F32 or F64, as they are.
   *
   * @param file replaced only when everything is written, as {@link Weights#save} does
   * @param arrays FLOAT or DOUBLE, in the order of the file
   * @throws IOException if it cannot be written; an existing file is then as it was
   * @throws IllegalArgumentException if an array is of another type, or its name cannot stand in a
   *     file
   */
  public static void write(Path file, Map<String, INDArray> arrays) throws IOException {
    List<SafetensorsWriter.Entry> entries = new ArrayList<>();
    arrays.forEach((name, array) -> entries.add(entry(name, array)));
    SafetensorsWriter.write(file, entries);
  }

  static SafetensorsWriter.Entry entry(String name, INDArray array) {
    ElementType type =
        switch (array.dataType()) {
          case FLOAT -> ElementType.F32;
          case DOUBLE -> ElementType.F64;
          default ->
              throw new IllegalArgumentException(
                  String.format(
                      Locale.ROOT,
                      "'%s' is of type %s, but FLOAT or DOUBLE is expected",
                      name,
                      array.dataType()));
        };
    return new SafetensorsWriter.Entry(name, type, array);
  }
}
