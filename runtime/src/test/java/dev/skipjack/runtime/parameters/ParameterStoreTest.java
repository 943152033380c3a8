package dev.skipjack.runtime.parameters;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongToDoubleFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class ParameterStoreTest {
  private static final long SEED = 7;

  /**
   * Elements are drawn in pieces, of which a tensor of half a million has many and a partial one.
   */
  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void eachParameterHasAStreamOfItsOwn(DataType type) {
    Initializer[] initializers = {Initializer.normal(2), Initializer.uniform(0.5)};
    long[][] shapes = {{501, 999}, {3, 5, 7}};
    long second = shapes[0][0] * shapes[0][1];
    ParameterStore store =
        new ParameterStore(
            List.of(
                new Parameter("a", ParameterRole.TRAINABLE, 0, initializers[0], shapes[0]),
                new Parameter("b", ParameterRole.FROZEN, second, initializers[1], shapes[1])),
            type);
    store.initialize(SEED);
    SplittableRandom random = new SplittableRandom(SEED);
    INDArray learned = store.learned();
    long at = 0;
    for (int i = 0; i < shapes.length; i++) {
      LongToDoubleFunction elements = initializers[i].elements(shapes[i], random.split());
      double[] values = learned.data().asDouble();
      for (long e = 0; e < store.list().get(i).length(); e++) {
        double drawn = elements.applyAsDouble(e);
        double expected = type == DataType.FLOAT ? (float) drawn : drawn;
        if (values[(int) at] != expected) {
          assertThat(values[(int) at]).as("element %d of tensor %d", e, i).isEqualTo(expected);
        }
        at++;
      }
    }
    assertThat(at).isEqualTo(learned.length());
    store.release();
  }
}
