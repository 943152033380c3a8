package dev.skipjack.runtime;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A network that predicts: no dropout, batch norm with its running statistics, no gradients. */
public abstract class InferenceNetwork extends Network {
  private int version;
  private INDArray joined;

  protected InferenceNetwork(Description description, ParameterStore store) {
    super(description, store, 0);
  }

  /**
   * Runs the network. A very large batch runs in pieces, all layers of one before the next, so that
   * what lies between layers takes little memory.
   *
   * @param images {@code [N,C,H,W]} in this network's data type
   * @return the network's own output buffer {@code [N, classes]}, valid until the next call
   * @throws IllegalArgumentException if rank, sizes or data type are not the model's
   */
  public final INDArray predict(INDArray images) {
    check(images);
    if (version != parametersVersion()) {
      version = parametersVersion();
      kernels.parametersChanged();
    }
    long count = images.size(0);
    int atOnce = kernels.imagesAtOnce(arenaBytes(1));
    if (count <= atOnce) {
      return predictAtOnce(images);
    }
    INDArray all = joined((int) count);
    for (long first = 0; first < count; first += atOnce) {
      long end = Math.min(count, first + atOnce);
      INDArray part = predictAtOnce(Views.rows(images, first, end));
      Views.rows(all, first, end).assign(part);
    }
    return all;
  }

  private INDArray predictAtOnce(INDArray images) {
    accept(images);
    forwardPass();
    return output();
  }

  private INDArray joined(int images) {
    if (joined == null || joined.size(0) != images) {
      if (joined != null) {
        joined.close();
      }
      joined = Nd4j.create(dataType(), images, classes());
    }
    return joined;
  }

  /** Another network for another thread: the same parameters, its own buffers. */
  public abstract InferenceNetwork fork();

  protected abstract void forwardPass();

  protected abstract INDArray output();

  @Override
  public void close() {
    super.close();
    if (joined != null && !joined.wasClosed()) {
      joined.close();
    }
  }
}
