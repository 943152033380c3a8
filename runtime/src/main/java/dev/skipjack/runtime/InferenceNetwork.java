package dev.skipjack.runtime;

import org.nd4j.linalg.api.ndarray.INDArray;

/** A network that predicts: no dropout, batch norm with its running statistics, no gradients. */
public abstract class InferenceNetwork extends Network {
  private int version;

  protected InferenceNetwork(Description description, ParameterStore store) {
    super(description, store, 0);
  }

  /**
   * Runs the network.
   *
   * @param images {@code [N,C,H,W]} in this network's data type
   * @return the network's own output buffer {@code [N, classes]}, valid until the next call
   * @throws IllegalArgumentException if rank, sizes or data type are not the model's
   */
  public final INDArray predict(INDArray images) {
    accept(images);
    if (version != parametersVersion()) {
      version = parametersVersion();
      kernels.parametersChanged();
    }
    forwardPass();
    return output();
  }

  /** Another network for another thread: the same parameters, its own buffers. */
  public abstract InferenceNetwork fork();

  protected abstract void forwardPass();

  protected abstract INDArray output();
}
