package dev.skipjack.runtime;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;

class GeneratedNetworksTest {
  private static final class Unprocessed {}

  @Test
  void withoutTheProcessorBothBuildsAreTold() {
    assertThatThrownBy(() -> GeneratedNetworks.forTraining(Unprocessed.class, DataType.FLOAT, 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("nothing was generated for " + Unprocessed.class.getName())
        .hasMessageContaining("<artifactId>skipjack-processor</artifactId>")
        .hasMessageContaining("annotationProcessor(\"dev.skipjack:skipjack-processor:VERSION\")");
  }
}
