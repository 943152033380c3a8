package dev.skipjack.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ImageSizesTest {
  @Test
  void sizesAreDescribedWithTheNearest() {
    assertThat(new ImageSizes(32, 64).describe()).isEqualTo("multiples of 32 from 64 on");
    assertThat(new ImageSizes(32, 32).describe()).isEqualTo("multiples of 32");
    assertThat(new ImageSizes(1, 9).describe()).isEqualTo("sizes from 9 on");
    assertThat(new ImageSizes(32, 64).nearest(250)).isEqualTo("224, 256");
    assertThat(new ImageSizes(32, 64).nearest(50)).isEqualTo("64");
    assertThat(new ImageSizes(32, 64).allow(96)).isTrue();
    assertThat(new ImageSizes(32, 64).allow(32)).isFalse();
  }
}
