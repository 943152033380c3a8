package dev.skipjack.runtime.weights;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;

/**
 * Writes safetensors: eight bytes of header length, a JSON header with type, shape and offsets of
 * each tensor, then their bytes without gaps (huggingface/safetensors, README "Format").
 */
final class SafetensorsWriter {
  private static final int LENGTH_BYTES = Long.BYTES;

  /** Elements that are in memory at once. */
  private static final int PIECE = 1 << 18;

  private static final ObjectMapper JSON = new ObjectMapper();

  private SafetensorsWriter() {}

  /**
   * A tensor to write.
   *
   * @param type F32 or F64
   */
  record Entry(String name, ElementType type, INDArray array) {}

  /** Writes to a temporary file beside {@code file} and moves it, so that no half file is left. */
  static void write(Path file, List<Entry> entries) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    Files.createDirectories(directory);
    // Not createTempFile: nobody else could read what it makes.
    Path temporary = directory.resolve(file.getFileName() + "." + UUID.randomUUID() + ".tmp");
    try {
      try (FileChannel channel =
          FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        writeFully(channel, header(entries));
        for (Entry entry : entries) {
          writeElements(channel, entry);
        }
        channel.force(true);
      }
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static void writeElements(FileChannel channel, Entry entry) throws IOException {
    INDArray array = entry.array();
    long length = array.length();
    boolean isDense = array.ordering() == 'c' && Shape.hasDefaultStridesForShape(array);
    try (INDArray copy = isDense ? null : array.dup('c')) {
      INDArray dense = copy == null ? array : copy;
      for (long first = 0; first < length; first += PIECE) {
        double[] values = Elements.read(dense, first, (int) Math.min(PIECE, length - first));
        ByteBuffer bytes = allocate(values.length * entry.type().width);
        for (double value : values) {
          entry.type().put(value, bytes);
        }
        writeFully(channel, bytes.flip());
      }
    }
  }

  private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static ByteBuffer allocate(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ByteBuffer header(List<Entry> entries) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    root.putObject("__metadata__").put("format", "pt");
    long offset = 0;
    for (Entry entry : entries) {
      ObjectNode node = root.putObject(entry.name());
      node.put("dtype", entry.type().name());
      ArrayNode shape = node.putArray("shape");
      for (long size : entry.array().shape()) {
        shape.add(size);
      }
      ArrayNode offsets = node.putArray("data_offsets");
      offsets.add(offset);
      offset += entry.array().length() * entry.type().width;
      offsets.add(offset);
    }
    byte[] json = JSON.writeValueAsBytes(root);
    int padded = (json.length + LENGTH_BYTES - 1) / LENGTH_BYTES * LENGTH_BYTES;
    ByteBuffer header = allocate(LENGTH_BYTES + padded).putLong(padded).put(json);
    while (header.hasRemaining()) {
      header.put((byte) ' ');
    }
    return header.flip();
  }
}
