package dev.skipjack.runtime.kernel.simd.maps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipjack.runtime.kernel.JavaProcess;
import dev.skipjack.runtime.kernel.Tensor;
import org.junit.jupiter.api.Test;

class HeapMemoryTest {
  /** Of a heap of 64 MiB. */
  static final class Small {
    public static void main(String[] arguments) {
      Tensor first = HeapMemory.allocate(6 << 20); // elements of 4 bytes
      Tensor second = HeapMemory.allocate(6 << 20);
      System.out.println("first " + (first != null) + ", second " + (second != null));
      first.free();
      Tensor third = HeapMemory.allocate(6 << 20);
      System.out.println("third " + (third != null) + ", kept " + (first.heap().array() != null));
      System.out.println("huge " + (HeapMemory.allocate(1L << 40) != null));
    }
  }

  @Test
  void mapsTakeHalfOfTheHeapAndGiveItBack() throws Exception {
    assertThat(JavaProcess.output(Small.class, "-Xmx64m"))
        .contains("first true, second false", "third true, kept false", "huge false")
        .contains("maps of 24 MiB lie outside the heap of 64 MiB", "-Xmx97m holds them");
  }

  @Test
  void aSettingKeepsThemOutside() throws Exception {
    assertThat(JavaProcess.output(Outside.class, "-Dskipjack.maps=native")).contains("heap false");
  }

  /** Where all maps are to lie outside. */
  static final class Outside {
    public static void main(String[] arguments) {
      System.out.println("heap " + (HeapMemory.allocate(16) != null));
    }
  }
}
