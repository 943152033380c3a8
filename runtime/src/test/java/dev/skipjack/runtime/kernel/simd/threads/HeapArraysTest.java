package dev.skipjack.runtime.kernel.simd.threads;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipjack.runtime.kernel.JavaProcess;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scratch arrays begin vectors at lines of the cache, whatever the headers of objects are like. */
class HeapArraysTest {
  /** Where arrays really lie, as only Unsafe knows: with uncompressed references it reads one. */
  static final class Addresses {
    private Addresses() {}

    public static void main(String[] arguments) throws ReflectiveOperationException {
      Class<?> type = Class.forName("sun.misc.Unsafe");
      Field instance = type.getDeclaredField("theUnsafe");
      instance.setAccessible(true);
      Object unsafe = instance.get(null);
      int base = type.getField("ARRAY_FLOAT_BASE_OFFSET").getInt(null);
      System.out.println("base " + (base == HeapArrays.baseOffset()));
      Method read = type.getMethod("getLong", Object.class, long.class);
      long first = type.getField("ARRAY_OBJECT_BASE_OFFSET").getInt(null);
      Scratch scratch = Scratch.lend();
      for (int slot = 0; slot < 10; slot++) {
        Object[] array = {scratch.aligned(slot, 1000 + slot)};
        long address = (long) read.invoke(unsafe, array, first) + base + 4L * Scratch.FIRST;
        System.out.println("line " + address % 64);
      }
    }
  }

  private static String addresses(String... flags) throws Exception {
    String[] all = new String[flags.length + 3];
    all[0] = "-XX:+IgnoreUnrecognizedVMOptions"; // JDK 17 has no compact headers
    all[1] = "-Xmx128m";
    all[2] = "--add-modules=jdk.incubator.vector";
    System.arraycopy(flags, 0, all, 3, flags.length);
    return JavaProcess.output(Addresses.class, all);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-XX:+UseCompressedClassPointers",
        "-XX:-UseCompressedClassPointers",
        "-XX:+UseCompactObjectHeaders",
        "-XX:G1HeapRegionSize=4m"
      })
  void vectorsBeginAtLinesInRegionsOfG1(String flag) throws Exception {
    String output = addresses("-XX:+UseG1GC", "-XX:-UseCompressedOops", flag);
    assertThat(output).contains("base true").contains("line 0").doesNotContainPattern("line [1-9]");
  }

  /** And with every collector where all objects do. */
  @Test
  void alignedObjectsAlignArraysWithoutRegions() throws Exception {
    String output =
        addresses("-XX:+UseSerialGC", "-XX:-UseCompressedOops", "-XX:ObjectAlignmentInBytes=64");
    assertThat(output).contains("base true").contains("line 0").doesNotContainPattern("line [1-9]");
  }
}
