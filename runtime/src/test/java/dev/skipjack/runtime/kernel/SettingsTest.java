package dev.skipjack.runtime.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;

class SettingsTest {
  private static void with(String name, String value, Runnable check) {
    String before = System.getProperty(name);
    System.setProperty(name, value);
    try {
      check.run();
    } finally {
      if (before == null) {
        System.clearProperty(name);
      } else {
        System.setProperty(name, before);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "skipjack.threads|two|expected a whole number from 1 to 1024",
        "skipjack.threads|0|expected a whole number from 1 to 1024",
        "skipjack.threads|-1|expected a whole number from 1 to 1024",
        "skipjack.threads|99999999999|expected a whole number from 1 to 1024",
        "skipjack.vector.bits|64|expected 128, 256 or 512",
        "skipjack.vector.bits|100|expected 128, 256 or 512",
        "skipjack.vector.bits|wide|expected 128, 256 or 512",
        "skipjack.vector.registers|8|expected 16 or 32",
        "skipjack.cache.l2|large|expected a multiple of 128k up to 64m",
        "skipjack.cache.l2|512|expected a multiple of 128k up to 64m",
        "skipjack.cache.l2|0|expected a multiple of 128k up to 64m",
        "skipjack.cache.l2|1000k|expected a multiple of 128k up to 64m",
        "skipjack.cache.l2|1g|expected a multiple of 128k up to 64m",
        "skipjack.cache.l2|1.5m|expected a multiple of 128k up to 64m",
        "skipjack.cache.l3|2048m|expected a multiple of 1m up to 1024m",
        "skipjack.cache.l3|99999999999m|expected a multiple of 1m up to 1024m",
        "skipjack.poison|true|expected a float, such as NaN or 1e30",
        "skipjack.grain|2|expected a number from 0 to 1",
        "skipjack.grain|coarse|expected a number from 0 to 1",
        "skipjack.convolutions|fast|expected planar, blocked, winograd or winograd-rows",
        "skipjack.profile|yes|expected true or false",
        "skipjack.relaunch|yes|expected true or false",
        "skipjack.picture.pixels|many|expected a whole number from 1 to 2147483647",
        "skipjack.picture.pixels|0|expected a whole number from 1 to 2147483647",
        "skipjack.picture.pixels|2147483648|expected a whole number from 1 to 2147483647",
      })
  void aValueThatMeansNothingIsRefused(String name, String value, String expected) {
    with(
        name,
        value,
        () ->
            assertThatThrownBy(() -> Kernels.open(DataType.DOUBLE, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("-D" + name + "=" + value + ": " + expected));
  }

  @Test
  void whatIsSetCounts() {
    with(Settings.THREADS, "3", () -> assertThat(Settings.threads()).isEqualTo(3));
    with(Settings.THREADS, " 3 ", () -> assertThat(Settings.threads()).isEqualTo(3));
    with(Settings.VECTOR_BITS, "256", () -> assertThat(Settings.vectorBits()).hasValue(256));
    with(Settings.PROFILE, "true", () -> assertThat(Settings.profile()).isTrue());
    String l2 = Settings.SECOND_LEVEL_CACHE;
    with(l2, "512k", () -> assertThat(Settings.secondLevelCache()).hasValue(512 << 10));
    with(l2, "262144", () -> assertThat(Settings.secondLevelCache()).hasValue(256 << 10));
    String l3 = Settings.LAST_LEVEL_CACHE;
    with(l3, "96M", () -> assertThat(Settings.lastLevelCache()).hasValue(96 << 20));
  }

  @Test
  void anEmptySettingIsNone() {
    int processors = Runtime.getRuntime().availableProcessors();
    with(Settings.THREADS, "", () -> assertThat(Settings.threads()).isEqualTo(processors));
    with(Settings.VECTOR_BITS, "", () -> assertThat(Settings.vectorBits()).isEmpty());
    String l2 = Settings.SECOND_LEVEL_CACHE;
    with(l2, "", () -> assertThat(Settings.secondLevelCache()).isEmpty());
    with(Settings.KERNELS, "", () -> assertThat(Settings.kernels()).isEmpty());
    with(Settings.PROFILE, "", () -> assertThat(Settings.profile()).isFalse());
  }

  @ParameterizedTest
  @CsvSource({
    "skipjack.thread, true",
    "skipjack.kernel, true",
    "skipjack.kernesl, true",
    "skipjack.vector.bit, true",
    "skipjack.vectorbits, true",
    "skipjack.Threads, true",
    "skipjack.threads, false",
    "skipjack.goldens, false",
    "skipjack.networks, false",
    "skipjackthreads, false",
  })
  void aSlipInANameIsSeen(String name, boolean seen) {
    with(name, "1", () -> assertThat(Settings.misspelt().contains(name)).isEqualTo(seen));
  }
}
