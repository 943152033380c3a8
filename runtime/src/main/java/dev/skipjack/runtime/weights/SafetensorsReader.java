package dev.skipjack.runtime.weights;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads safetensors: the whole header when it opens, and of the elements only what is asked for, so
 * that a file of any size takes little memory. The format is described in {@link
 * SafetensorsWriter}.
 */
final class SafetensorsReader implements AutoCloseable {
  private static final int LENGTH_BYTES = Long.BYTES;
  private static final int PIECE_BYTES = 1 << 20;
  private static final long MOST_HEADER_BYTES = 100_000_000;
  private static final String METADATA = "__metadata__";

  /** PyTorch's counters of batches, of an integer type; networks have none. */
  private static final String COUNTER = ".num_batches_tracked";

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final Path file;
  private final FileChannel channel;
  private final List<StoredTensor> tensors;

  /** Takes over the channel. */
  private SafetensorsReader(Path file, FileChannel channel) throws IOException {
    this.file = file;
    this.channel = channel;
    this.tensors = readHeader();
  }

  /**
   * Opens a file and checks its header.
   *
   * @throws IOException naming the file and what is wrong with it
   */
  static SafetensorsReader open(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      return new SafetensorsReader(file, channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Every tensor in the order of the header, PyTorch's {@code num_batches_tracked} left out. */
  List<StoredTensor> tensors() {
    return tensors;
  }

  /** Some elements of a tensor, widened to double. */
  double[] read(StoredTensor tensor, long first, int count) throws IOException {
    ElementType type = tensor.type();
    ByteBuffer bytes = readFully(tensor.position() + first * type.width, count * type.width);
    double[] values = new double[count];
    Arrays.setAll(values, i -> type.get(bytes));
    return values;
  }

  private List<StoredTensor> readHeader() throws IOException {
    long size = channel.size();
    require(size >= LENGTH_BYTES, "it has %d bytes, too few for a header", size);
    long length = readFully(0, LENGTH_BYTES).getLong();
    require(
        length > 1 && length <= Math.min(MOST_HEADER_BYTES, size - LENGTH_BYTES),
        "its header claims %d bytes, the file has %d",
        length,
        size);
    JsonNode root = parse(readFully(LENGTH_BYTES, (int) length));
    long data = LENGTH_BYTES + length;
    Map<String, long[]> ranges = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : root.properties()) {
      if (!entry.getKey().equals(METADATA)) {
        ranges.put(entry.getKey(), range(entry.getKey(), entry.getValue(), size - data));
      }
    }
    checkNoGaps(ranges.values(), size - data);
    List<StoredTensor> read = new ArrayList<>();
    for (Map.Entry<String, long[]> entry : ranges.entrySet()) {
      String name = entry.getKey();
      if (!name.endsWith(COUNTER)) {
        read.add(tensor(name, root.get(name), entry.getValue(), data));
      }
    }
    return List.copyOf(read);
  }

  private JsonNode parse(ByteBuffer json) throws IOException {
    JsonNode root;
    try {
      root = JSON.readTree(StandardCharsets.UTF_8.decode(json).toString());
    } catch (JsonProcessingException e) {
      throw new IOException(text("its header is not JSON: " + e.getOriginalMessage()), e);
    }
    require(root.isObject(), "its header is not a JSON object");
    return root;
  }

  private long[] range(String name, JsonNode node, long available) throws IOException {
    JsonNode offsets = node.path("data_offsets");
    require(
        offsets.isArray()
            && offsets.size() == 2
            && isLong(offsets.get(0))
            && isLong(offsets.get(1)),
        "tensor '%s' has no data_offsets",
        name);
    long begin = offsets.get(0).asLong();
    long end = offsets.get(1).asLong();
    require(
        0 <= begin && begin <= end && end <= available,
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

  private StoredTensor tensor(String name, JsonNode node, long[] range, long data)
      throws IOException {
    JsonNode sizes = node.path("shape");
    require(sizes.isArray(), "tensor '%s' has no shape", name);
    long[] shape = new long[sizes.size()];
    long available = range[1] - range[0];
    long elements = 1;
    for (int i = 0; i < shape.length; i++) {
      shape[i] = isLong(sizes.get(i)) ? sizes.get(i).asLong() : -1;
      require(shape[i] >= 0 && shape[i] <= Integer.MAX_VALUE, "tensor '%s' has a bad shape", name);
      elements = Math.min(elements * shape[i], Integer.MAX_VALUE + 1L); // does not overflow
    }
    require(elements <= Integer.MAX_VALUE, "tensor '%s' has 2^31 elements or more", name);
    ElementType type = type(name, node.path("dtype").asText());
    require(
        available == elements * type.width,
        "tensor '%s' of shape %s and type %s needs %d bytes, but has %d",
        name,
        StoredTensor.describe(shape),
        type,
        elements * type.width,
        available);
    return new StoredTensor(name, type, shape, data + range[0]);
  }

  private ElementType type(String name, String dtype) throws IOException {
    for (ElementType type : ElementType.values()) {
      if (type.name().equals(dtype)) {
        return type;
      }
    }
    throw new IOException(
        text(
            String.format(
                Locale.ROOT,
                "tensor '%s' is of type '%s', but one of %s is expected",
                name,
                dtype,
                Arrays.toString(ElementType.values()))));
  }

  private void checkNoGaps(Collection<long[]> all, long available) throws IOException {
    List<long[]> ranges = new ArrayList<>(all);
    ranges.sort(Comparator.comparingLong((long[] r) -> r[0]).thenComparingLong(r -> r[1]));
    long end = 0;
    for (long[] range : ranges) {
      require(range[0] == end, "its tensors overlap or leave a gap at byte %d", end);
      end = range[1];
    }
    require(end == available, "its tensors end at byte %d of %d", end, available);
  }

  private ByteBuffer readFully(long position, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.position() < length) {
      // in pieces, because the JDK keeps native memory of the size of each read
      bytes.limit(Math.min(length, bytes.position() + PIECE_BYTES));
      int read = channel.read(bytes, position + bytes.position());
      require(read >= 0, "it ends at byte %d", position + bytes.position());
    }
    return bytes.flip();
  }

  private void require(boolean condition, String message, Object... arguments) throws IOException {
    if (!condition) {
      throw new IOException(text(String.format(Locale.ROOT, message, arguments)));
    }
  }

  private String text(String message) {
    return "cannot read the weights in " + file + ": " + message;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
