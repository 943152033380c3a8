package dev.skipjack.processor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipjack.runtime.GeneratedNetworks;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.parameters.Parameter;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What a block does depends on where it is placed: whether it adds its input, what it is called.
 */
@Tag("computes")
class PlacedBlocksTest {
  private static final String SOURCE =
      """
      package good;
      import dev.skipjack.annotations.*;
      @Model(input = @Input(channels = 2, height = 4, width = 4))
      public class Net {
        @Repeat(block = Unit.class, out = 2, times = 2) @Output Layer same;
        @Repeat(block = Unit.class, out = 2, stride = 2, numbered = false) @Output Layer smaller;
        @Repeat(block = Unit.class, out = 3, numbered = false) @Output Layer wider;
        @GlobalAvgPool @Linear(out = 2) Layer logits;
      }
      @Block
      class Unit {
        @Conv(out = Param.OUT, kernel = 3, stride = Param.STRIDE, bias = false)
        @Skip(from = Skip.INPUT, shortcut = Shortcut.IF_SAME)
        Layer conv;
      }
      """;

  private TrainingNetwork network;

  @BeforeEach
  void open() throws Exception {
    Class<?> model = new CompiledModel(SOURCE, "all").load(PlacedBlocksTest.class.getClassLoader());
    network = GeneratedNetworks.forTraining(model, DataType.FLOAT, 3);
  }

  @AfterEach
  void close() {
    network.close();
  }

  /** With weights of zero a block is its shortcut, or nothing. */
  @Test
  void theInputIsAddedWhereItHasTheShapeOfTheOutput() {
    network.trainable().assign(0);
    INDArray images = Nd4j.rand(DataType.FLOAT, 3, 2, 4, 4);
    network.forward(images);
    List<INDArray> outputs = network.outputs();
    assertThat(outputs.get(0)).isEqualTo(images);
    assertThat(outputs.get(1).shape()).containsExactly(3, 2, 2, 2);
    assertThat(outputs.get(1).amaxNumber().doubleValue()).isZero();
    assertThat(outputs.get(2).shape()).containsExactly(3, 3, 2, 2);
    assertThat(outputs.get(2).amaxNumber().doubleValue()).isZero();
  }

  @Test
  void namesHaveTheNumberOfTheRepetitionUnlessTheyAreToDoWithout() {
    assertThat(network.parameterList())
        .extracting(Parameter::name)
        .contains(
            "same.0.conv.weight", "same.1.conv.weight", "smaller.conv.weight", "wider.conv.weight");
  }
}
