package dev.skipjack.runtime.train;

import dev.skipjack.runtime.kernel.Kernels;
import dev.skipjack.runtime.kernel.optimizer.Clip;
import dev.skipjack.runtime.kernel.optimizer.ClipSpec;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What a kernel clips; a record, so that two can be compared. */
record KernelClipping(ClipSpec spec) implements GradientClipping {
  @Override
  public State open(DataType type) {
    Kernels kernels = Kernels.open(type, 0);
    Clip kernel = kernels.prepare(spec);
    return new State() {
      @Override
      public double clip(INDArray gradients) {
        return kernel.run(gradients);
      }

      @Override
      public void close() {
        kernels.close();
      }
    };
  }
}
