package dev.skipjack.runtime.kernel.movement;

import dev.skipjack.runtime.kernel.KernelSpec;
import dev.skipjack.runtime.kernel.Tensor;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A {@link Transfer}. */
public record TransferSpec() implements KernelSpec<Transfer> {
  @Override
  public Transfer around(Transfer kernel, Around around) {
    return new Transfer() {
      @Override
      public void in(INDArray from, Tensor to) {
        around.run(() -> kernel.in(from, to));
      }

      @Override
      public void out(Tensor from, INDArray to) {
        around.run(() -> kernel.out(from, to));
      }
    };
  }
}
