package dev.skipjack.runtime.kernel.nd4j;

import dev.skipjack.runtime.kernel.Kernel;
import dev.skipjack.runtime.kernel.Operand;
import dev.skipjack.runtime.kernel.Operands;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Features {@code [N, F]} as maps {@code [N, F, 1, 1]}, and matrices {@code [out, in]} as filters
 * {@code [out, in, 1, 1]}, for kernels that know maps and filters alone.
 */
final class FeatureMaps {
  private FeatureMaps() {}

  /** Maps it takes as they are. */
  static Kernel of(Kernel kernel) {
    Derived views = new Derived(FeatureMaps::asMap);
    return operands -> kernel.bind(asMaps(operands, views));
  }

  private static Operands asMaps(Operands operands, Derived views) {
    Operands maps = operands.copy();
    for (Operand name : operands.names()) {
      INDArray array = operands.array(name);
      if (array.rank() == 2) {
        maps.with(name, views.of(array));
      }
    }
    return maps;
  }

  /** A view, of parts of a slab too. */
  private static INDArray asMap(INDArray features) {
    return Nd4j.create(
        features.data(),
        new long[] {features.size(0), features.size(1), 1, 1},
        new long[] {features.stride(0), features.stride(1), 1, 1},
        features.offset(),
        'c',
        features.dataType());
  }
}
