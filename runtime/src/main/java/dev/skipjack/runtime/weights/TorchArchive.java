package dev.skipjack.runtime.weights;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * PyTorch's ZIP format: {@code NAME/data.pkl}, and {@code NAME/data/KEY} for each storage, stored
 * without compression. Nothing is unpacked, so names of entries are keys and never paths.
 */
final class TorchArchive implements TorchFile.Storages {
  private static final String PICKLE = "data.pkl";

  /** ResNet-152's has 60 kB. */
  private static final long MOST_PICKLE_BYTES = 1L << 25;

  private final ZipFile zip;
  private final String folder;
  private final Object object;

  private TorchArchive(ZipFile zip) throws IOException {
    this.zip = zip;
    this.folder = folder(zip);
    checkByteOrder();
    if (zip.getEntry(folder + "constants.pkl") != null) {
      throw new IOException(
          "it is TorchScript, a program and not weights alone: write"
              + " torch.save(model.state_dict(), \"weights.pth\")");
    }
    ZipEntry pickle = stored(folder + PICKLE);
    if (pickle.getSize() > MOST_PICKLE_BYTES) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "its pickle has %,d bytes, more than the %,d that are read",
              pickle.getSize(),
              MOST_PICKLE_BYTES));
    }
    try (InputStream stream = new BufferedInputStream(zip.getInputStream(pickle))) {
      this.object = new TorchUnpickler(pickle.getSize()).read(stream);
    }
  }

  static TorchArchive open(Path file) throws IOException {
    ZipFile zip;
    try {
      zip = new ZipFile(file.toFile());
    } catch (ZipException e) {
      throw new IOException("it is a damaged ZIP archive: " + e.getMessage(), e);
    }
    try {
      return new TorchArchive(zip);
    } catch (IOException | RuntimeException | StackOverflowError e) {
      zip.close();
      throw e;
    }
  }

  private static String folder(ZipFile zip) throws IOException {
    List<String> pickles =
        zip.stream()
            .map(ZipEntry::getName)
            .filter(name -> name.equals(PICKLE) || name.endsWith("/" + PICKLE))
            .toList();
    if (pickles.size() != 1) {
      throw new IOException(
          "it is a ZIP archive with "
              + pickles.size()
              + " entries named "
              + PICKLE
              + ", where PyTorch writes one");
    }
    String name = pickles.get(0);
    return name.substring(0, name.length() - PICKLE.length());
  }

  private void checkByteOrder() throws IOException {
    ZipEntry entry = zip.getEntry(folder + "byteorder");
    if (entry != null) {
      try (InputStream stream = zip.getInputStream(entry)) {
        String order = new String(stream.readNBytes(16), StandardCharsets.US_ASCII);
        if (!order.strip().equals("little")) {
          throw new IOException("its byte order is '" + order + "', and only 'little' is read");
        }
      }
    }
  }

  /** Uncompressed, as PyTorch writes them: so what is claimed is what is there. */
  private ZipEntry stored(String name) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry.getMethod() != ZipEntry.STORED || entry.getSize() != entry.getCompressedSize()) {
      throw new IOException("its entry " + name + " is compressed, which PyTorch never does");
    }
    return entry;
  }

  @Override
  public Object object() {
    return object;
  }

  @Override
  public long bytes(TorchStorage storage) {
    ZipEntry entry = zip.getEntry(name(storage));
    return entry == null ? -1 : entry.getSize();
  }

  @Override
  public void read(TorchStorage storage, long position, ByteBuffer to) throws IOException {
    try (InputStream stream = zip.getInputStream(stored(name(storage)))) {
      stream.skipNBytes(position);
      int read = stream.readNBytes(to.array(), to.position(), to.remaining());
      to.position(to.position() + read);
    } catch (EOFException e) {
      throw ends(storage, e);
    }
    if (to.hasRemaining()) {
      throw ends(storage, null);
    }
  }

  private static IOException ends(TorchStorage storage, Exception cause) {
    return new IOException("storage '" + storage.key() + "' ends before its elements", cause);
  }

  private String name(TorchStorage storage) {
    return folder + "data/" + storage.key();
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
