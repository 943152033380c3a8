package dev.skipjack.runtime.pictures;

import javax.imageio.stream.ImageInputStreamImpl;

/**
 * A file that lies on the heap; the JDK's would copy it into a cache first. Its length is not said:
 * the JDK's reader of TIFF would be content with what is there of a file that is cut.
 */
final class HeapImageInputStream extends ImageInputStreamImpl {
  private final byte[] bytes;

  HeapImageInputStream(byte[] bytes) {
    this.bytes = bytes;
  }

  @Override
  public int read() {
    bitOffset = 0;
    return streamPos < bytes.length ? Byte.toUnsignedInt(bytes[(int) streamPos++]) : -1;
  }

  @Override
  public int read(byte[] to, int offset, int length) {
    bitOffset = 0;
    int count = (int) Math.min(length, bytes.length - streamPos);
    if (count <= 0) {
      return length == 0 ? 0 : -1;
    }
    System.arraycopy(bytes, (int) streamPos, to, offset, count);
    streamPos += count;
    return count;
  }
}
