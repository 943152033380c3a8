package dev.skipjack.runtime;

/** What the runtime answers for buffers of images of one size. */
public final class BufferOffsets {
  private final BufferLayout layout;

  public BufferOffsets(int height, int width) {
    this.layout = new BufferLayout(height, width);
  }

  /** As generated code says it. */
  public void add(long elements, int begin, int end) {
    layout.add(elements, begin, end);
  }

  public void place() {
    layout.place();
  }

  /** Where a buffer begins, in elements per image. */
  public long of(int buffer) {
    return layout.offset(buffer);
  }

  /** Of all buffers together. */
  public long elementsPerImage() {
    return layout.elementsPerImage();
  }
}
