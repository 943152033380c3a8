package dev.skipjack.onnx;

import dev.skipjack.runtime.Network;
import dev.skipjack.runtime.data.ElementView;
import dev.skipjack.runtime.parameters.Parameter;
import dev.skipjack.runtime.weights.WholeFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Writes a model and the weights of its network: messages of protobuf, in which the elements lie as
 * they are, little-endian. They are copied in pieces, so there is never a second copy of them. The
 * numbers of fields are those of onnx.proto.
 */
final class ModelFile {
  private static final int MODEL_GRAPH = 7;
  private static final int GRAPH_INITIALIZER = 5;
  private static final int TENSOR_RAW_DATA = 9;

  /** Of a field that begins with its length. */
  private static final int LENGTH_DELIMITED = 2;

  /** Where a tensor begins in a file of its own, so that it can be mapped (onnx.proto). */
  private static final long ALIGNMENT = 4096;

  /** Elements on the heap at once. */
  private static final int PIECE = 1 << 16;

  private final Model model;
  private final Network network;
  private final Path file;

  private ModelFile(Model model, Network network, Path file) {
    this.model = model;
    this.network = network;
    this.file = file;
  }

  /**
   * Writes one file, or two: {@code FILE.data} has the weights if they are more than {@code
   * mostInside} bytes.
   *
   * @throws IOException if a weight is not finite or a file cannot be written
   */
  static void write(Model model, Network network, Path file, String version, long mostInside)
      throws IOException {
    ModelFile written = new ModelFile(model, network, file);
    byte[] begin = Protobuf.withoutGraph(model, version);
    byte[] graph = Protobuf.graphWithoutWeights(model);
    if (model.weightBytes() <= mostInside) {
      WholeFile.write(file, channel -> written.inside(channel, begin, graph));
    } else {
      Path data = file.resolveSibling(file.getFileName() + ".data");
      WholeFile.write(data, written::elements);
      WholeFile.write(file, channel -> written.outside(channel, begin, graph, data));
    }
  }

  private void inside(FileChannel channel, byte[] begin, byte[] graph) throws IOException {
    List<byte[]> headers = new ArrayList<>();
    long length = graph.length;
    for (Parameter weight : model.weights()) {
      byte[] header = Protobuf.withoutElements(weight);
      headers.add(header);
      length += lengthOfField(GRAPH_INITIALIZER, lengthOfTensor(header, weight));
    }
    OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), PIECE);
    out.write(begin);
    beginField(out, MODEL_GRAPH, length);
    out.write(graph);
    for (int i = 0; i < headers.size(); i++) {
      Parameter weight = model.weights().get(i);
      beginField(out, GRAPH_INITIALIZER, lengthOfTensor(headers.get(i), weight));
      out.write(headers.get(i));
      beginField(out, TENSOR_RAW_DATA, bytes(weight));
      elements(out, weight);
    }
    out.flush();
  }

  private static long lengthOfTensor(byte[] header, Parameter weight) {
    return header.length + lengthOfField(TENSOR_RAW_DATA, bytes(weight));
  }

  private static long bytes(Parameter weight) {
    return weight.length() * Float.BYTES;
  }

  /** The other file, alone: each weight at the next multiple of the alignment. */
  private void elements(FileChannel channel) throws IOException {
    OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), PIECE);
    for (Parameter weight : model.weights()) {
      elements(out, weight);
      out.write(new byte[(int) (aligned(bytes(weight)) - bytes(weight))]);
    }
    out.flush();
  }

  private static long aligned(long bytes) {
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  private void outside(FileChannel channel, byte[] begin, byte[] graph, Path data)
      throws IOException {
    List<byte[]> tensors = new ArrayList<>();
    long length = graph.length;
    long offset = 0;
    for (Parameter weight : model.weights()) {
      Map<String, String> place = new LinkedHashMap<>();
      place.put("location", data.getFileName().toString());
      place.put("offset", Long.toString(offset));
      place.put("length", Long.toString(bytes(weight)));
      byte[] tensor = Protobuf.external(weight, place);
      tensors.add(tensor);
      length += lengthOfField(GRAPH_INITIALIZER, tensor.length);
      offset += aligned(bytes(weight));
    }
    OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), PIECE);
    out.write(begin);
    beginField(out, MODEL_GRAPH, length);
    out.write(graph);
    for (byte[] tensor : tensors) {
      beginField(out, GRAPH_INITIALIZER, tensor.length);
      out.write(tensor);
    }
    out.flush();
  }

  private void elements(OutputStream out, Parameter weight) throws IOException {
    ElementView elements = ElementView.of(network.readOnly(weight));
    long length = weight.length();
    double[] values = new double[(int) Math.min(PIECE, length)];
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (long first = 0; first < length; first += values.length) {
      int count = (int) Math.min(values.length, length - first);
      elements.read(first, values, count);
      bytes.clear();
      for (int i = 0; i < count; i++) {
        bytes.putFloat(finite((float) values[i], weight));
      }
      out.write(bytes.array(), 0, bytes.position());
    }
  }

  private float finite(float value, Parameter weight) throws IOException {
    if (!Float.isFinite(value)) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s is not exported to %s: %s has %s, and would predict NaN",
              network.name(),
              file,
              weight.name(),
              value));
    }
    return value;
  }

  private static void beginField(OutputStream out, int field, long length) throws IOException {
    varint(out, (long) field << 3 | LENGTH_DELIMITED);
    varint(out, length);
  }

  /** Seven bits in each byte, the lowest first; the eighth says that another one follows. */
  private static void varint(OutputStream out, long value) throws IOException {
    long rest = value;
    for (; rest >>> 7 != 0; rest >>>= 7) {
      out.write((int) (rest & 0x7f | 0x80));
    }
    out.write((int) rest);
  }

  private static long lengthOfField(int field, long length) {
    return lengthOfVarint((long) field << 3) + lengthOfVarint(length) + length;
  }

  private static int lengthOfVarint(long value) {
    return 1 + (63 - Long.numberOfLeadingZeros(value | 1)) / 7;
  }
}
