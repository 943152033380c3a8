package dev.skipjack.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.TrainingNetwork;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  @Test
  void layersAreThoseOfTheModelWithWhatTheyRead() {
    try (TrainingNetwork network = MarksNetwork.forTraining(1)) {
      Architecture architecture = Architecture.of(network);
      assertThat(architecture.layers())
          .containsExactly(
              new Architecture.Layer("stem", "4x6x6", 44, 1_296, List.of("(input)")),
              new Architecture.Layer("body", "4x6x6", 152, 5_184, List.of("stem")),
              new Architecture.Layer("sum", "4x6x6", 0, 0, List.of("body", "stem")),
              new Architecture.Layer("logits", "3", 15, 12, List.of("sum")));
      assertThat(architecture.parameters()).isEqualTo(44 + 152 + 15);
      assertThat(architecture.multiplyAdds()).isEqualTo(1_296 + 5_184 + 12);
      assertThat(architecture.input()).isEqualTo("1x6x6");
    }
  }

  @Test
  void withoutTheCompilersReportTheParametersTellTheLayers() {
    try (TrainingNetwork network = MarksNetwork.forTraining(1);
        InferenceNetwork other = network.inference()) { // no report has its class's name
      Architecture architecture = Architecture.of(other);
      assertThat(architecture.parameters()).isEqualTo(44 + 152 + 15);
      assertThat(architecture.multiplyAdds()).isEqualTo(-1);
      assertThat(architecture.layers()).extracting("name").contains("logits");
      assertThat(architecture.layers().stream().mapToLong(Architecture.Layer::parameters).sum())
          .isEqualTo(44 + 152 + 15);
    }
  }
}
