package dev.skipjack.runtime.weights;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A file of named arrays and text that knows whether it is what was written: safetensors with a
 * CRC-32C over all of it in the metadata. Any reader of safetensors reads it. Bits are kept: F32
 * for FLOAT, F64 for DOUBLE. For one thread; holds the file until {@link #close()}.
 */
public final class CheckedTensors implements AutoCloseable {
  private final SafetensorsReader reader;
  private final Map<String, StoredTensor> tensors;

  private CheckedTensors(SafetensorsReader reader) {
    this.reader = reader;
    this.tensors =
        reader.tensors().stream()
            .collect(Collectors.toMap(StoredTensor::name, t -> t, (a, b) -> a, LinkedHashMap::new));
  }

  /**
   * Writes a file whole or not at all, and waits until it is on the disk.
   *
   * @param arrays FLOAT or DOUBLE, in the order of the file
   * @param metadata free text by free keys
   * @throws IOException naming file and reason if it cannot be written; an existing file is then as
   *     it was
   */
  public static void write(Path file, Map<String, INDArray> arrays, Map<String, String> metadata)
      throws IOException {
    List<SafetensorsWriter.Entry> entries = new ArrayList<>();
    arrays.forEach((name, array) -> entries.add(Safetensors.entry(name, array)));
    SafetensorsWriter.writeChecked(file, entries, metadata);
  }

  /**
   * Deletes what killed processes left in a directory of files that they were writing.
   *
   * @param names of the files
   */
  public static void deleteLeft(Path directory, Predicate<String> names) {
    WholeFile.deleteLeft(directory, names);
  }

  /**
   * Opens a file and reads all of it once.
   *
   * @throws IOException naming the file and what is wrong with it: it is cut, or has other bytes
   *     than were written
   */
  public static CheckedTensors open(Path file) throws IOException {
    return Uninterrupted.run(() -> checked(file));
  }

  private static CheckedTensors checked(Path file) throws IOException {
    SafetensorsReader reader = SafetensorsReader.open(file);
    try {
      reader.checkWritten();
      return new CheckedTensors(reader);
    } catch (IOException | RuntimeException | Error e) {
      reader.close();
      throw e;
    }
  }

  /** What was written as text, by key. */
  public Map<String, String> metadata() {
    return reader.metadata();
  }

  /** The names of the arrays, in the file's order. */
  public List<String> names() {
    return List.copyOf(tensors.keySet());
  }

  /**
   * Reads an array.
   *
   * @param into dense, in C order
   * @throws IOException if the file has none of this name, or of another shape or type
   */
  public void read(String name, INDArray into) throws IOException {
    StoredTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw reader.error("it has no array '%s'", name);
    }
    ElementType type = into.dataType() == DataType.FLOAT ? ElementType.F32 : ElementType.F64;
    String wanted = StoredTensor.describe(into.shape());
    if (tensor.type() != type || !StoredTensor.describe(tensor.shape()).equals(wanted)) {
      throw reader.error(
          "array '%s' is %s of %s, but %s of %s is needed",
          name, StoredTensor.describe(tensor.shape()), tensor.type(), wanted, type);
    }
    Elements.copy(reader, tensor, into, Elements.Rule.NONE);
  }

  /**
   * Reads an array of numbers.
   *
   * @throws IOException if the file has none of this name
   */
  public double[] numbers(String name) throws IOException {
    StoredTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw reader.error("it has no array '%s'", name);
    }
    long length = (tensor.end() - tensor.begin()) / tensor.type().width();
    double[] elements = new double[Math.toIntExact(length)];
    reader.read(tensor, 0, elements);
    return elements;
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
