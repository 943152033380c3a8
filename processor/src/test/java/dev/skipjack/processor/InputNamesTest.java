package dev.skipjack.processor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipjack.processor.ir.Architecture;
import dev.skipjack.processor.ir.Graph;
import dev.skipjack.runtime.GeneratedNetworks;
import dev.skipjack.runtime.InputShape;
import dev.skipjack.runtime.TrainingNetwork;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;

/** What inputs of a model are called, and whether that matters. */
@Tag("computes")
class InputNamesTest {
  /** Names that Java or generated code uses otherwise. */
  @Test
  void inputsMayBeCalledAsTheyLike() throws Exception {
    Class<?> net =
        InputsTest.compiled(
            InputsTest.FIXED,
            """
            @Conv(out = 4, kernel = 3) @GlobalAvgPool @Flatten Layer images;
            @Input(features = 4) Layer all;
            @Add("images") Layer List;
            @Input(features = 4) Layer kernels;
            @Add("List") @Output Layer gradients;
            @Input(features = 4) Layer arena;
            @Add("gradients") @Linear(out = 2) Layer logits;
            """,
            "all");
    try (TrainingNetwork network = GeneratedNetworks.forTraining(net, DataType.FLOAT, 5)) {
      assertThat(network.inputs())
          .extracting(InputShape::name)
          .containsExactly("images2", "all", "kernels", "arena");
      assertThat(network.forward(InputsTest.random(network, 2)).shape()).containsExactly(2, 2);
    }
  }

  /** Nor does a parameter hide a class that its method needs. */
  @Test
  void anInputMayBeCalledList() throws Exception {
    Class<?> net =
        InputsTest.compiled(
            InputsTest.FIXED,
            """
            @Conv(out = 4, kernel = 3) @GlobalAvgPool @Flatten @Output Layer seen;
            @Input(features = 4) Layer List;
            @Input(features = 4) Layer INDArray;
            @Concat({"seen", "List"}) @Linear(out = 2) Layer logits;
            """,
            "all");
    try (TrainingNetwork network = GeneratedNetworks.forTraining(net, DataType.FLOAT, 5)) {
      assertThat(network.inputs())
          .extracting(InputShape::name)
          .containsExactly("images", "List", "INDArray");
      assertThat(network.forward(InputsTest.random(network, 2)).shape()).containsExactly(2, 2);
    }
  }

  /** Which input weights are for is a part of what they mean. */
  @Test
  void architectureTellsInputsApart() {
    String first =
        """
        @Flatten @Linear(out = 4) Layer seen;
        @Input(features = 4) Layer a;
        @Input(features = 4) Layer b;
        @From("a") @Linear(out = 4) Layer known;
        @Concat({"seen", "b"}) @Linear(out = 2) Layer logits;
        """;
    Graph graph = Graphs.ofLayers(first);
    Graph renamed = Graphs.ofLayers(first.replace("Layer b", "Layer c").replace("\"b\"", "\"c\""));
    Graph swapped =
        Graphs.ofLayers(first.replace("From(\"a\")", "From(\"b\")").replace(", \"b\"", ", \"a\""));
    assertThat(Architecture.fingerprint(renamed)).isEqualTo(Architecture.fingerprint(graph));
    assertThat(Architecture.fingerprint(swapped)).isNotEqualTo(Architecture.fingerprint(graph));
  }
}
