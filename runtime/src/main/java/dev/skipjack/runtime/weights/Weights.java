package dev.skipjack.runtime.weights;

import dev.skipjack.runtime.Network;
import dev.skipjack.runtime.Parameter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Saves and loads the parameters and running statistics of networks. */
public final class Weights {
  /** Elements that are copied at once. */
  private static final int PIECE = 1 << 20;

  private Weights() {}

  /**
   * Writes every tensor of {@code network} as safetensors, F32 or F64 as the network computes.
   *
   * @param file replaced only when everything is written
   * @throws IOException if it cannot be written; an existing file is then as it was
   */
  public static void save(Network network, Path file) throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Parameter parameter : network.parameterList()) {
      tensors.put(parameter.name(), tensor(network.tensor(parameter), parameter.shape()));
    }
    Safetensors.write(file, tensors);
  }

  private static Tensor tensor(INDArray view, long[] shape) {
    if (view.dataType() == DataType.DOUBLE) {
      double[] values = view.ravel().toDoubleVector();
      ByteBuffer bytes = buffer(values.length * Double.BYTES);
      bytes.asDoubleBuffer().put(values);
      return new Tensor(Tensor.Type.F64, shape, bytes);
    }
    float[] values = view.ravel().toFloatVector();
    ByteBuffer bytes = buffer(values.length * Float.BYTES);
    bytes.asFloatBuffer().put(values);
    return new Tensor(Tensor.Type.F32, shape, bytes);
  }

  private static ByteBuffer buffer(int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Loads a file into {@code network}. PyTorch's {@code num_batches_tracked} is passed over.
   *
   * @return the network
   * @throws IOException if the file is damaged, or lists every name that is missing, unexpected or
   *     of another shape; the network is then unchanged
   */
  public static <T extends Network> T load(T network, Path file) throws IOException {
    Map<String, Tensor> tensors = Safetensors.read(file);
    check(network, file, tensors);
    for (Parameter parameter : network.parameterList()) {
      copy(tensors.get(parameter.name()), network.tensor(parameter));
    }
    return network;
  }

  /** In pieces, so that a large tensor is not in memory once more. */
  private static void copy(Tensor from, INDArray to) {
    long length = to.length();
    for (long first = 0; first < length; first += PIECE) {
      int count = (int) Math.min(PIECE, length - first);
      INDArray part =
          Nd4j.create(
              to.data(),
              new long[] {count},
              new long[] {1},
              to.offset() + first,
              'c',
              to.dataType());
      try (INDArray host = Nd4j.createFromArray(from.values((int) first, count))) {
        part.assign(host);
      }
    }
  }

  /** As {@link #load}, but closes the network if that fails; for factories. */
  public static <T extends Network> T loadInto(T network, Path file) throws IOException {
    try {
      return load(network, file);
    } catch (IOException | RuntimeException e) {
      network.close();
      throw e;
    }
  }

  private static void check(Network network, Path file, Map<String, Tensor> tensors)
      throws IOException {
    List<String> problems = new ArrayList<>();
    Set<String> unexpected = new TreeSet<>(tensors.keySet());
    unexpected.removeIf(name -> name.endsWith(".num_batches_tracked"));
    for (Parameter parameter : network.parameterList()) {
      Tensor tensor = tensors.get(parameter.name());
      unexpected.remove(parameter.name());
      String expected = Tensor.describe(parameter.shape());
      if (tensor == null) {
        problems.add("missing     " + parameter.name() + " " + expected);
      } else if (!Arrays.equals(tensor.shape(), parameter.shape())) {
        problems.add(
            "misshapen   " + parameter.name() + " " + tensor.describe() + ", expected " + expected);
      }
    }
    unexpected.forEach(
        name -> problems.add("unexpected  " + name + " " + tensors.get(name).describe()));
    if (!problems.isEmpty()) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "the weights in %s do not fit %s:%n  %s",
              file,
              network.name(),
              String.join(System.lineSeparator() + "  ", problems)));
    }
  }
}
