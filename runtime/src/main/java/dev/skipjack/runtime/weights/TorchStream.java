package dev.skipjack.runtime.weights;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * PyTorch's format before 1.6 ({@code _legacy_save}): pickles of a magic number, a version, the
 * machine, what was saved and the storages' keys; then each storage's number of elements and its
 * bytes.
 */
final class TorchStream implements TorchFile.Storages {
  private static final long VERSION = 1001;

  private final FileChannel channel;
  private final Object object;

  /** Where a storage's elements begin, and how many there are. */
  private record Extent(long begin, long elements) {}

  private final Map<String, Extent> extents = new HashMap<>();

  private TorchStream(FileChannel channel) throws IOException {
    this.channel = channel;
    Counting stream = new Counting(new BufferedInputStream(Channels.newInputStream(channel)));
    next(stream); // the magic number, which was looked at
    Object version = next(stream);
    if (!(version instanceof Number number) || number.longValue() != VERSION) {
      throw new IOException("its version is " + version + ", and only " + VERSION + " is read");
    }
    if (next(stream) instanceof Map<?, ?> machine
        && Boolean.FALSE.equals(machine.get("little_endian"))) {
      throw new IOException("its byte order is big, and only little is read");
    }
    TorchUnpickler unpickler = new TorchUnpickler(channel.size() - stream.position);
    this.object = unpickler.read(stream);
    locate(keys(next(stream)), unpickler.storages(), stream.position);
  }

  static TorchStream open(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      return new TorchStream(channel);
    } catch (IOException | RuntimeException | StackOverflowError e) {
      channel.close();
      throw e;
    }
  }

  private Object next(Counting stream) throws IOException {
    return new TorchUnpickler(channel.size() - stream.position).read(stream);
  }

  private static List<String> keys(Object object) throws IOException {
    List<String> keys = new ArrayList<>();
    if (!(object instanceof List<?> list)) {
      throw new IOException("it has no list of storages");
    }
    for (Object key : list) {
      keys.add(String.valueOf(key));
    }
    return keys;
  }

  /** Storages lie one behind the other. */
  private void locate(List<String> keys, Map<String, TorchStorage> storages, long begin)
      throws IOException {
    long position = begin;
    for (String key : keys) {
      if (!storages.containsKey(key)) {
        throw new IOException("its storage '" + key + "' is of no type that its pickle names");
      }
      ElementType type = storages.get(key).type();
      ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      fill(length, position);
      long elements = length.flip().getLong();
      long room = channel.size() - position - Long.BYTES;
      if (elements < 0 || elements > room * Byte.SIZE / type.bits) {
        throw new IOException(
            "its storage '"
                + key
                + "' claims "
                + elements
                + " elements, more than are in the file");
      }
      extents.put(key, new Extent(position + Long.BYTES, elements));
      position += Long.BYTES + elements * type.bits / Byte.SIZE;
    }
  }

  @Override
  public Object object() {
    return object;
  }

  @Override
  public long bytes(TorchStorage storage) {
    Extent extent = extents.get(storage.key());
    return extent == null ? -1 : extent.elements() * storage.type().bits / Byte.SIZE;
  }

  @Override
  public void read(TorchStorage storage, long position, ByteBuffer to) throws IOException {
    fill(to, extents.get(storage.key()).begin() + position);
  }

  private void fill(ByteBuffer to, long position) throws IOException {
    long at = position;
    while (to.hasRemaining()) {
      int read = channel.read(to, at);
      if (read < 0) {
        throw new IOException("it ends at byte " + at);
      }
      at += read;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** Knows how many bytes were read. */
  private static final class Counting extends FilterInputStream {
    private long position;
    private long marked;

    Counting(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int value = super.read();
      position += value < 0 ? 0 : 1;
      return value;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      int count = super.read(to, offset, length);
      position += Math.max(0, count);
      return count;
    }

    @Override
    public synchronized void mark(int limit) {
      super.mark(limit);
      marked = position;
    }

    @Override
    public synchronized void reset() throws IOException {
      super.reset();
      position = marked;
    }
  }
}
