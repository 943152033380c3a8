package dev.skipjack.runtime.memory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Where the buffers of a network of any size lie for images of one size. The compiler knows when
 * each is alive; how large it is, generated code computes from height and width. Buffers that are
 * not alive at the same time share memory: the largest are placed first, each at the lowest gap
 * that fits it, which is what the compiler does for networks of one size: change {@link #place}
 * together with {@code MemoryPlanner.assign} of the processor (docs/decisions/011).
 */
public final class BufferLayout {
  /** Buffers begin at multiples of so many elements. */
  private static final int ALIGNMENT = 16;

  private final int height;
  private final int width;
  private final List<Buffer> buffers = new ArrayList<>();
  private long elementsPerImage;

  private static final class Buffer {
    final long elements;
    final int begin;
    final int end;
    long offset;

    Buffer(long elements, int begin, int end) {
      this.elements = elements;
      this.begin = begin;
      this.end = end;
    }

    long space() {
      return (elements + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    boolean livesWith(Buffer other) {
      return begin <= other.end && other.begin <= end;
    }
  }

  public BufferLayout(int height, int width) {
    this.height = height;
    this.width = width;
  }

  /** Of a network of one size, whose generated code says where its buffers lie. */
  public static BufferLayout planned(int height, int width, long elementsPerImage) {
    BufferLayout layout = new BufferLayout(height, width);
    layout.elementsPerImage = elementsPerImage;
    return layout;
  }

  /** Of an image, in pixels. */
  public int height() {
    return height;
  }

  /** Of an image, in pixels. */
  public int width() {
    return width;
  }

  /**
   * For generated code: the next buffer.
   *
   * @param elements of one image
   * @param begin when it is first used
   * @param end when it is last used
   * @throws IllegalArgumentException if no array can have so many elements
   */
  public void add(long elements, int begin, int end) {
    if (elements > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "an image of %dx%d takes a buffer of %,d elements, an array can have %,d:"
                  + " use smaller images",
              height,
              width,
              elements,
              Integer.MAX_VALUE));
    }
    buffers.add(new Buffer(elements, begin, end));
  }

  /** Gives each buffer its place. */
  public BufferLayout place() {
    List<Buffer> bySize = new ArrayList<>(buffers); // a stable sort: as generated among equals
    bySize.sort(Comparator.comparingLong(Buffer::space).reversed());
    List<Buffer> placed = new ArrayList<>(); // by offset
    for (Buffer buffer : bySize) {
      long gap = 0;
      for (Buffer other : placed) {
        if (buffer.livesWith(other)) {
          if (other.offset - gap >= buffer.space()) {
            break;
          }
          gap = Math.max(gap, other.offset + other.space());
        }
      }
      buffer.offset = gap;
      elementsPerImage = Math.max(elementsPerImage, gap + buffer.space());
      int at = 0;
      while (at < placed.size() && placed.get(at).offset <= gap) {
        at++;
      }
      placed.add(at, buffer);
    }
    return this;
  }

  /** Of all buffers. */
  public long elementsPerImage() {
    return elementsPerImage;
  }

  /** In elements per image. */
  public long offset(int buffer) {
    return buffers.get(buffer).offset;
  }

  /** Of one image. */
  public long elements(int buffer) {
    return buffers.get(buffer).elements;
  }
}
