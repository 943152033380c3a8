package dev.skipjack.runtime.kernel.simd.maps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.bytedeco.javacpp.FloatPointer;
import org.junit.jupiter.api.Test;

/** Arrays beyond what one buffer holds. */
class MemoryTest {
  private static final long WINDOW = 1L << 28;
  private static final int COUNT = 1024;

  /** Of 3 GiB only the few pages are touched that are written here. */
  @Test
  void everyWindowIsReachedToItsEnd() {
    long length = 3 * WINDOW + COUNT;
    try (FloatPointer floats = new FloatPointer(length)) {
      Memory memory = Memory.of(floats, length);
      float[] values = new float[COUNT];
      float[] read = new float[COUNT];
      for (long offset : new long[] {0, WINDOW, 2 * WINDOW, 3 * WINDOW}) {
        for (long at : new long[] {offset - COUNT, offset - COUNT / 2, offset}) {
          if (at >= 0) {
            values[0] = at + 1;
            values[COUNT - 1] = -at - 1;
            memory.write(at, values, 0, COUNT);
            assertThat(floats.get(at)).as("element %d", at).isEqualTo(at + 1);
            assertThat(floats.get(at + COUNT - 1)).isEqualTo(-at - 1);
            memory.read(at, read, 0, COUNT);
            assertThat(read).isEqualTo(values);
          }
        }
      }
    }
  }

  @Test
  void pixelsBeyondIntAreRefused() {
    assertThat(Planes.pixels(511, 2048, 2048)).isEqualTo(2048 * 2048);
    assertThatThrownBy(() -> Planes.pixels(512, 2048, 2048))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "a batch of 512 images of 2048x2048 has more than 2,147,483,647 pixels, the most that"
                + " the simd kernels take: use smaller batches or smaller images");
  }
}
