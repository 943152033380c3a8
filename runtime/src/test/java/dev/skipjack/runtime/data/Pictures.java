package dev.skipjack.runtime.data;

import dev.skipjack.runtime.pictures.Picture;
import dev.skipjack.runtime.pictures.Size;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** A data set of pictures that are drawn when they are asked for: each its own size and colours. */
class Pictures implements Dataset {
  private final int size;
  private final int classes;

  /** How often an item was asked for. */
  final AtomicInteger drawn = new AtomicInteger();

  Pictures(int size, int classes) {
    this.size = size;
    this.classes = classes;
  }

  @Override
  public String name() {
    return "drawn";
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public List<String> classNames() {
    return IntStream.range(0, classes).mapToObj(i -> "class " + i).toList();
  }

  @Override
  public int label(int index) {
    return index % classes;
  }

  @Override
  public Item item(int index) throws IOException {
    drawn.incrementAndGet();
    return new Item(picture(index), label(index));
  }

  /** Of 8 to 23 pixels each way. */
  Picture picture(int index) {
    SplittableRandom random = new SplittableRandom(index);
    Size of = new Size(8 + random.nextInt(16), 8 + random.nextInt(16));
    byte[] samples = new byte[3 * of.height() * of.width()];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (byte) random.nextInt(256);
    }
    return new Picture(3, of, samples);
  }
}
