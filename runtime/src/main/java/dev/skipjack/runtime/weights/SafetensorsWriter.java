package dev.skipjack.runtime.weights;

import static dev.skipjack.runtime.weights.Elements.PIECE;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skipjack.runtime.data.ElementView;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;

/**
 * Writes safetensors: eight bytes of header length, a JSON header with type, shape and offsets of
 * each tensor, then their bytes without gaps (huggingface/safetensors, README "Format").
 */
final class SafetensorsWriter {
  private static final ObjectMapper JSON = new ObjectMapper();

  private SafetensorsWriter() {}

  /**
   * A tensor to write.
   *
   * @param type F32 or F64
   */
  record Entry(String name, ElementType type, INDArray array) {}

  /**
   * Writes a file, or nothing.
   *
   * @throws IllegalArgumentException if a name cannot stand in a file
   */
  static void write(Path file, List<Entry> entries) throws IOException {
    ByteBuffer header = header(entries, Map.of());
    WholeFile.write(file, channel -> write(channel, header.duplicate(), entries));
  }

  /** As {@link #write(Path, List)}, with metadata and in it the {@link Checksum} of the file. */
  static void writeChecked(Path file, List<Entry> entries, Map<String, String> metadata)
      throws IOException {
    Map<String, String> all = new LinkedHashMap<>();
    all.put(Checksum.KEY, Checksum.NONE);
    all.putAll(metadata);
    ByteBuffer header = header(entries, all);
    WholeFile.write(
        file,
        channel -> {
          Checksum checksum = new Checksum(header);
          write(checksum.over(channel), header.duplicate(), entries);
          checksum.writeTo(channel);
        });
  }

  private static void write(WritableByteChannel channel, ByteBuffer header, List<Entry> entries)
      throws IOException {
    writeFully(channel, header);
    double[] values = new double[PIECE];
    ByteBuffer bytes = allocate(PIECE * Double.BYTES);
    for (Entry entry : entries) {
      writeElements(channel, entry, values, bytes);
    }
  }

  /** By way of memory for a piece, in which nothing stays. */
  private static void writeElements(
      WritableByteChannel channel, Entry entry, double[] values, ByteBuffer bytes)
      throws IOException {
    INDArray array = entry.array();
    long length = array.length();
    boolean isDense = array.ordering() == 'c' && Shape.hasDefaultStridesForShape(array);
    try (INDArray copy = isDense ? null : array.dup('c')) {
      INDArray dense = copy == null ? array : copy;
      ElementView view = length == 0 ? null : ElementView.of(dense);
      for (long first = 0; first < length; first += PIECE) {
        int count = (int) Math.min(PIECE, length - first);
        view.read(first, values, count);
        bytes.clear();
        for (int i = 0; i < count; i++) {
          entry.type().put(values[i], bytes);
        }
        writeFully(channel, bytes.flip());
      }
    }
  }

  private static void writeFully(WritableByteChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static ByteBuffer allocate(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ByteBuffer header(List<Entry> entries, Map<String, String> metadata)
      throws IOException {
    ObjectNode root = JSON.createObjectNode();
    ObjectNode text = root.putObject(SafetensorsHeader.METADATA).put("format", "pt");
    metadata.forEach(text::put);
    long offset = 0;
    for (Entry entry : entries) {
      checkName(entry.name());
      ObjectNode node = root.putObject(entry.name());
      node.put("dtype", entry.type().name());
      ArrayNode shape = node.putArray("shape");
      for (long size : entry.array().shape()) {
        shape.add(size);
      }
      ArrayNode offsets = node.putArray("data_offsets");
      offsets.add(offset);
      offset += entry.array().length() * entry.type().width();
      offsets.add(offset);
    }
    byte[] json = JSON.writeValueAsBytes(root);
    if (json.length > SafetensorsHeader.MOST_BYTES) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "names and shapes of %,d tensors take %,d bytes, a header at most %,d",
              entries.size(),
              json.length,
              SafetensorsHeader.MOST_BYTES));
    }
    int padded =
        (json.length + SafetensorsHeader.LENGTH_BYTES - 1)
            / SafetensorsHeader.LENGTH_BYTES
            * SafetensorsHeader.LENGTH_BYTES;
    ByteBuffer header = allocate(SafetensorsHeader.LENGTH_BYTES + padded).putLong(padded).put(json);
    while (header.hasRemaining()) {
      header.put((byte) ' ');
    }
    return header.flip();
  }

  private static void checkName(String name) {
    if (name.equals(SafetensorsHeader.METADATA)) {
      throw new IllegalArgumentException(
          "no array can be called '" + name + "': safetensors keeps its metadata there");
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
      throw new IllegalArgumentException(
          "'" + name + "' has half a surrogate pair, which UTF-8 cannot write");
    }
  }
}
