package dev.skipjack.runtime.memory;

import dev.skipjack.runtime.kernel.Poison;
import dev.skipjack.runtime.kernel.Tensor;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.nd4j.linalg.api.buffer.DataType;

/** The memory of a network's passes, and where its buffers lie for each size of batch and image. */
public final class PlannedMemory {
  /** Views are kept for the batch and image sizes that came last: full and partial batches. */
  private static final int MOST_SIZES = 16;

  private static final int MEBI = 1 << 20;

  private final String network;
  private final long elementsPerImage;
  private final long fixedElements;
  private final DataType type;
  private final LongFunction<Tensor> allocate;
  private final Consumer<BufferLayout> buffers;
  private final Recent<Size, BufferLayout> layouts = new Recent<>(MOST_SIZES);
  private final Recent<BatchSize, Arena> arenas = new Recent<>(MOST_SIZES, Arena::free);
  private Tensor memory;

  private record Size(int height, int width) {}

  private record BatchSize(int images, int height, int width) {}

  /**
   * @param network its name, for messages
   * @param elementsPerImage that grow with the batch, where images have one size
   * @param fixedElements that do not
   * @param allocate makes a vector of so many elements of the type
   * @param buffers lists those of images of one size, where images may have any; else null
   */
  public PlannedMemory(
      String network,
      long elementsPerImage,
      long fixedElements,
      DataType type,
      LongFunction<Tensor> allocate,
      Consumer<BufferLayout> buffers) {
    this.network = network;
    this.elementsPerImage = elementsPerImage;
    this.fixedElements = fixedElements;
    this.type = type;
    this.allocate = allocate;
    this.buffers = buffers;
  }

  /** Bytes that a batch needs, parameters not counted. */
  public long bytes(int images, int height, int width) {
    return elements(images, layout(height, width)) * type.width();
  }

  private long elements(int images, BufferLayout layout) {
    return layout.elementsPerImage() * images + fixedElements;
  }

  /** The same one for the same size, as long as that came lately. */
  public BufferLayout layout(int height, int width) {
    return layouts.of(new Size(height, width), this::plan);
  }

  private BufferLayout plan(Size size) {
    if (buffers == null) {
      return BufferLayout.planned(size.height(), size.width(), elementsPerImage);
    }
    BufferLayout planned = new BufferLayout(size.height(), size.width());
    buffers.accept(planned);
    return planned.place();
  }

  /**
   * The views of a batch. Memory grows to what the largest batch needed; all views are of one
   * piece.
   *
   * @throws IllegalArgumentException if the machine has too little
   */
  public Arena arena(int images, BufferLayout layout) {
    long elements = elements(images, layout);
    if (memory == null || memory.length() < elements) {
      checkFits(elements, images, layout);
      free(); // there may be no larger one
      memory = allocate.apply(elements);
    }
    BatchSize key = new BatchSize(images, layout.height(), layout.width());
    return arenas.of(key, k -> new Arena(memory, layout, images)).rewind();
  }

  /** Where the system has no such memory, ND4J ends the process. */
  private void checkFits(long elements, int images, BufferLayout layout) {
    long bytes = MachineMemory.bytes(); // 0 if unknown
    if (bytes > 0 && elements > bytes / type.width()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s needs %,d MiB for a batch of %,d images of %dx%d, this machine has %,d MiB:"
                  + " use smaller batches or smaller images",
              network,
              elements / MEBI * type.width(),
              images,
              layout.height(),
              layout.width(),
              bytes / MEBI));
    }
  }

  /** Before a pass, in the test mode: what it reads it has written. */
  public void poison() {
    if (Poison.ON) {
      Poison.fill(memory);
    }
  }

  /** Gives it back; the views are of nothing then. */
  public void free() {
    arenas.clear();
    if (memory != null) {
      memory.free();
      memory = null;
    }
  }
}
