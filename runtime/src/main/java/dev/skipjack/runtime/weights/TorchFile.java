package dev.skipjack.runtime.weights;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads what {@code torch.save} wrote (PyTorch, torch/serialization.py), in the ZIP format of 1.6
 * and later or the stream before it: tensors by name, which may share a storage and lie in it in
 * any order. What lies where is checked when the file is opened; elements are read when they are
 * asked for.
 */
final class TorchFile implements WeightFile {
  /** Of a storage that is read whole because a tensor lies in it in another order than C's. */
  private static final long MOST_BYTES_AT_ONCE = 1L << 27;

  private static final byte[] ZIP = {'P', 'K', 3, 4};

  /** A pickle of the number 0x1950a86a20f9469cfc6c. */
  private static final byte[] STREAM = {
    (byte) 0x80, 2, (byte) 0x8a, 10, 0x6c, (byte) 0xfc, (byte) 0x9c, 0x46
  };

  /** Where the storages' bytes lie; it knows the pickle, too. */
  interface Storages extends AutoCloseable {
    /** What the pickle made. */
    Object object();

    /** The bytes of a storage, or -1 if there is none. */
    long bytes(TorchStorage storage);

    /** Fills the buffer from a byte of a storage on. */
    void read(TorchStorage storage, long position, ByteBuffer to) throws IOException;

    @Override
    void close() throws IOException;
  }

  private final Path file;
  private final Storages storages;
  private final Map<StoredTensor, TorchTensor> tensors = new LinkedHashMap<>();

  /** The tensor that was read last in another order, and its elements in C order. */
  private StoredTensor gathered;

  private double[] elements;

  /** For all pieces: one for each would be garbage of the size of the file. */
  private ByteBuffer buffer = ByteBuffer.allocate(0);

  private TorchFile(Path file, Storages storages) throws IOException {
    this.file = file;
    this.storages = storages;
    for (Map.Entry<String, TorchTensor> entry : TorchStateDict.of(storages.object()).entrySet()) {
      StoredTensor stored = checked(entry.getKey(), entry.getValue());
      tensors.put(stored, entry.getValue());
    }
  }

  /** Whether the file begins as one of PyTorch does. */
  static boolean isOne(Path file) throws IOException {
    byte[] begin;
    try (InputStream stream = Files.newInputStream(file)) {
      begin = stream.readNBytes(STREAM.length);
    }
    return Arrays.equals(begin, STREAM) || isZip(begin);
  }

  private static boolean isZip(byte[] begin) {
    return begin.length >= ZIP.length && Arrays.equals(begin, 0, ZIP.length, ZIP, 0, ZIP.length);
  }

  /**
   * @throws IOException naming the file and what is wrong with it
   */
  static TorchFile open(Path file) throws IOException {
    Storages storages = null;
    try {
      byte[] begin;
      try (InputStream stream = Files.newInputStream(file)) {
        begin = stream.readNBytes(ZIP.length);
      }
      storages = isZip(begin) ? TorchArchive.open(file) : TorchStream.open(file);
      return new TorchFile(file, storages);
    } catch (IOException | RuntimeException | StackOverflowError e) {
      if (storages != null) {
        storages.close();
      }
      if (e instanceof ClosedChannelException interrupted) {
        throw interrupted;
      }
      throw new IOException(text(file, e.getMessage() == null ? e.toString() : e.getMessage()), e);
    }
  }

  /** Whether shape, strides and offset stay within the storage, and that within the file. */
  private StoredTensor checked(String name, TorchTensor tensor) throws IOException {
    TorchStorage storage = tensor.storage();
    long available = storages.bytes(storage);
    if (available < 0) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "tensor '%s' lies in storage '%s', which is not there",
              name,
              storage.key()));
    }
    long held = Math.min(storage.elements(), available * Byte.SIZE / storage.type().bits);
    if (tensor.shape().length != tensor.stride().length || !isWithin(tensor, held)) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "tensor '%s' of shape %s, strides %s and offset %d leaves its storage '%s', of which"
                  + " the file has %,d elements of %s",
              name,
              StoredTensor.describe(tensor.shape()),
              StoredTensor.describe(tensor.stride()),
              tensor.offset(),
              storage.key(),
              held,
              storage.type()));
    }
    long bytes = elements(tensor) * storage.type().bits / Byte.SIZE;
    return new StoredTensor(name, storage.type(), tensor.shape(), 0, bytes);
  }

  private static boolean isWithin(TorchTensor tensor, long held) {
    try {
      long last = tensor.offset();
      long count = 1;
      for (int axis = 0; axis < tensor.shape().length; axis++) {
        long size = tensor.shape()[axis];
        if (size < 0 || tensor.stride()[axis] < 0) {
          return false;
        }
        count = Math.multiplyExact(count, size);
        last =
            Math.addExact(last, Math.multiplyExact(Math.max(0, size - 1), tensor.stride()[axis]));
      }
      // Fewer elements than places: strides of 0 would make any number of elements out of one.
      return tensor.offset() >= 0 && (count == 0 || last < held && count <= held);
    } catch (ArithmeticException e) {
      return false;
    }
  }

  private static long elements(TorchTensor tensor) {
    return Arrays.stream(tensor.shape()).reduce(1, (a, b) -> a * b);
  }

  @Override
  public List<StoredTensor> tensors() {
    return new ArrayList<>(tensors.keySet());
  }

  /**
   * Looks at nothing: {@code torch.load} does not read the checksums of the archive either, and
   * {@code torch.save} may have left them out (torch.serialization.set_crc32_options).
   */
  @Override
  public void check() {}

  @Override
  public Map<String, String> metadata() {
    return Map.of();
  }

  @Override
  public void read(StoredTensor stored, long first, double[] to) throws IOException {
    TorchTensor tensor = tensors.get(stored);
    if (!isInOrder(tensor) && gathered != stored) {
      elements = gather(stored, tensor);
      gathered = stored;
    }
    if (isInOrder(tensor)) {
      read(tensor.storage(), tensor.offset() + first, to);
    } else {
      System.arraycopy(elements, (int) first, to, 0, to.length);
    }
    if (tensor.negative()) {
      Arrays.setAll(to, i -> -to[i]);
    }
  }

  private static boolean isInOrder(TorchTensor tensor) {
    long expected = 1;
    for (int axis = tensor.shape().length - 1; axis >= 0; axis--) {
      if (tensor.shape()[axis] != 1 && tensor.stride()[axis] != expected) {
        return false;
      }
      expected *= tensor.shape()[axis];
    }
    return true;
  }

  private double[] gather(StoredTensor stored, TorchTensor tensor) throws IOException {
    long span = 1;
    for (int axis = 0; axis < tensor.shape().length; axis++) {
      span += (tensor.shape()[axis] - 1) * tensor.stride()[axis];
    }
    if (span * Double.BYTES > MOST_BYTES_AT_ONCE) {
      throw error(
          "tensor '%s' does not lie in C order and spans %,d elements, more than are sorted here: in"
              + " PyTorch, save its contiguous()",
          stored.name(), span);
    }
    double[] all = new double[(int) span];
    read(tensor.storage(), tensor.offset(), all);
    buffer = ByteBuffer.allocate(0); // as large as the tensor
    double[] sorted = new double[(int) elements(tensor)];
    long[] place = new long[tensor.shape().length];
    for (int i = 0; i < sorted.length; i++) {
      long at = 0;
      for (int axis = 0; axis < place.length; axis++) {
        at += place[axis] * tensor.stride()[axis];
      }
      sorted[i] = all[(int) at];
      for (int axis = place.length - 1;
          axis >= 0 && ++place[axis] == tensor.shape()[axis];
          axis--) {
        place[axis] = 0;
      }
    }
    return sorted;
  }

  private void read(TorchStorage storage, long first, double[] to) throws IOException {
    ElementType type = storage.type();
    int length = Math.multiplyExact(to.length, type.width());
    if (buffer.capacity() < length) {
      buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }
    ByteBuffer bytes = buffer.clear().limit(length);
    try {
      storages.read(storage, first * type.width(), bytes);
    } catch (IOException e) {
      throw new IOException(text(file, e.getMessage()), e);
    }
    bytes.flip();
    Arrays.setAll(to, i -> type.get(bytes));
  }

  @Override
  public IOException error(String message, Object... arguments) {
    return new IOException(text(file, String.format(Locale.ROOT, message, arguments)));
  }

  private static String text(Path file, String message) {
    return "cannot read the weights in " + file + ": " + message;
  }

  @Override
  public void close() throws IOException {
    storages.close();
  }
}
