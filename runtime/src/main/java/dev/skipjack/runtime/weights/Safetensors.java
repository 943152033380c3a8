package dev.skipjack.runtime.weights;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/**
 * The safetensors format: eight bytes of header length, a JSON header with type, shape and offsets
 * of each tensor, then their bytes without gaps (huggingface/safetensors, README "Format").
 */
final class Safetensors {
  private static final int LENGTH_BYTES = Long.BYTES;
  private static final int PIECE_BYTES = 1 << 20;
  private static final long MOST_HEADER_BYTES = 100_000_000;
  private static final String METADATA = "__metadata__";
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private Safetensors() {}

  /** Writes to a temporary file beside {@code file} and moves it, so that no half file is left. */
  static void write(Path file, Map<String, Tensor> tensors) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    Files.createDirectories(directory);
    // Not createTempFile: nobody else could read what it makes.
    Path temporary = directory.resolve(file.getFileName() + "." + UUID.randomUUID() + ".tmp");
    try {
      try (FileChannel channel =
          FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        writeFully(channel, header(tensors));
        for (Tensor tensor : tensors.values()) {
          writeFully(channel, tensor.bytes().duplicate().rewind());
        }
        channel.force(true);
      }
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static ByteBuffer header(Map<String, Tensor> tensors) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    root.putObject(METADATA).put("format", "pt");
    long offset = 0;
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      Tensor tensor = entry.getValue();
      ObjectNode node = root.putObject(entry.getKey());
      node.put("dtype", tensor.type().name());
      ArrayNode shape = node.putArray("shape");
      for (long size : tensor.shape()) {
        shape.add(size);
      }
      ArrayNode offsets = node.putArray("data_offsets");
      offsets.add(offset);
      offset += tensor.bytes().capacity();
      offsets.add(offset);
    }
    byte[] json = JSON.writeValueAsBytes(root);
    int padded = (json.length + LENGTH_BYTES - 1) / LENGTH_BYTES * LENGTH_BYTES;
    ByteBuffer header =
        ByteBuffer.allocate(LENGTH_BYTES + padded).order(ByteOrder.LITTLE_ENDIAN).putLong(padded);
    header.put(json);
    while (header.hasRemaining()) {
      header.put((byte) ' ');
    }
    return header.flip();
  }

  /**
   * @throws IOException naming the file and what is wrong with it; of a type that networks do not
   *     use only the complaint about it is made
   */
  static Map<String, Tensor> read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      require(size >= LENGTH_BYTES, file, "it has %d bytes, too few for a header", size);
      ByteBuffer head = readFully(channel, 0, LENGTH_BYTES);
      long length = head.getLong(0);
      require(
          length > 1 && length <= Math.min(MOST_HEADER_BYTES, size - LENGTH_BYTES),
          file,
          "its header claims %d bytes, the file has %d",
          length,
          size);
      ByteBuffer json = readFully(channel, LENGTH_BYTES, (int) length);
      long data = LENGTH_BYTES + length;
      JsonNode root = parse(file, json);
      Map<String, long[]> ranges = new LinkedHashMap<>();
      for (Map.Entry<String, JsonNode> entry : root.properties()) {
        String name = entry.getKey();
        if (!name.equals(METADATA)) {
          ranges.put(name, range(file, name, entry.getValue(), size - data));
        }
      }
      checkNoGaps(file, ranges.values(), size - data); // so the file's size bounds what is read
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      for (Map.Entry<String, long[]> entry : ranges.entrySet()) {
        String name = entry.getKey();
        tensors.put(name, tensor(file, name, root.get(name), entry.getValue(), channel, data));
      }
      return tensors;
    }
  }

  private static JsonNode parse(Path file, ByteBuffer json) throws IOException {
    JsonNode root;
    try {
      root = JSON.readTree(StandardCharsets.UTF_8.decode(json).toString());
    } catch (JsonProcessingException e) {
      throw new IOException(text(file, "its header is not JSON: " + e.getOriginalMessage()), e);
    }
    require(root.isObject(), file, "its header is not a JSON object");
    return root;
  }

  private static long[] range(Path file, String name, JsonNode node, long available)
      throws IOException {
    JsonNode offsets = node.path("data_offsets");
    require(
        offsets.isArray()
            && offsets.size() == 2
            && isLong(offsets.get(0))
            && isLong(offsets.get(1)),
        file,
        "tensor '%s' has no data_offsets",
        name);
    long begin = offsets.get(0).asLong();
    long end = offsets.get(1).asLong();
    require(
        0 <= begin && begin <= end && end <= available,
        file,
        "tensor '%s' lies at bytes %d to %d, but there are %d: the file is truncated or corrupt",
        name,
        begin,
        end,
        available);
    return new long[] {begin, end};
  }

  private static boolean isLong(JsonNode node) {
    return node.isIntegralNumber() && node.canConvertToLong();
  }

  private static Tensor tensor(
      Path file, String name, JsonNode node, long[] range, FileChannel channel, long data)
      throws IOException {
    String dtype = node.path("dtype").asText();
    JsonNode sizes = node.path("shape");
    require(sizes.isArray(), file, "tensor '%s' has no shape", name);
    long[] shape = new long[sizes.size()];
    long elements = 1;
    for (int i = 0; i < shape.length; i++) {
      shape[i] = isLong(sizes.get(i)) ? sizes.get(i).asLong() : -1;
      require(
          shape[i] >= 0 && shape[i] <= Integer.MAX_VALUE,
          file,
          "tensor '%s' has a bad shape",
          name);
      elements = Math.min(elements * shape[i], Integer.MAX_VALUE + 1L);
    }
    if (name.endsWith(".num_batches_tracked")) {
      return new Tensor(Tensor.Type.F32, shape, ByteBuffer.allocate(0));
    }
    Tensor.Type type = type(file, name, dtype);
    long bytes = range[1] - range[0];
    require(
        bytes == elements * type.width,
        file,
        "tensor '%s' of shape %s and type %s needs %d bytes, but has %d",
        name,
        Tensor.describe(shape),
        dtype,
        elements * type.width,
        bytes);
    require(bytes <= Integer.MAX_VALUE, file, "tensor '%s' has 2 GiB or more", name);
    return new Tensor(type, shape, readFully(channel, data + range[0], (int) bytes));
  }

  private static Tensor.Type type(Path file, String name, String dtype) throws IOException {
    for (Tensor.Type type : Tensor.Type.values()) {
      if (type.name().equals(dtype)) {
        return type;
      }
    }
    throw new IOException(
        text(file, "tensor '" + name + "' is of type '" + dtype + "', but F32 or F64 is expected"));
  }

  private static void checkNoGaps(Path file, Collection<long[]> all, long available)
      throws IOException {
    List<long[]> ranges = new ArrayList<>(all);
    ranges.sort(Comparator.comparingLong((long[] r) -> r[0]).thenComparingLong(r -> r[1]));
    long end = 0;
    for (long[] range : ranges) {
      require(range[0] == end, file, "its tensors overlap or leave a gap at byte %d", end);
      end = range[1];
    }
    require(end == available, file, "its tensors end at byte %d of %d", end, available);
  }

  private static ByteBuffer readFully(FileChannel channel, long position, int length)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    int read = 0;
    while (read >= 0 && bytes.position() < length) {
      // in pieces, because the JDK keeps native memory of the size of each read
      bytes.limit(Math.min(length, bytes.position() + PIECE_BYTES));
      read = channel.read(bytes, position + bytes.position());
    }
    return bytes.flip();
  }

  private static void require(boolean condition, Path file, String message, Object... arguments)
      throws IOException {
    if (!condition) {
      throw new IOException(text(file, String.format(Locale.ROOT, message, arguments)));
    }
  }

  private static String text(Path file, String message) {
    return "cannot read the weights in " + file + ": " + message;
  }
}
