package dev.skipjack.runtime;

import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A network that predicts: no dropout, batch norm with its running statistics, no gradients. */
public abstract class InferenceNetwork extends Network {
  private int version;
  private INDArray[] joined = {};
  private boolean isJoined;

  protected InferenceNetwork(Description description, ParameterStore store) {
    super(description, store, 0);
  }

  /**
   * Runs the network. A very large batch runs in pieces, all layers of one before the next, so that
   * what lies between layers takes little memory.
   *
   * @param images {@code [N,C,H,W]} in this network's data type
   * @return the main output, {@code [N, classes]} or a map {@code [N, classes, H, W]}: the
   *     network's own buffer, valid until the next call
   * @throws IllegalArgumentException if rank, sizes or data type are not the model's, or the
   *     machine has too little memory
   */
  public final INDArray predict(INDArray images) {
    check(images);
    if (version != parametersVersion()) {
      version = parametersVersion();
      kernels.parametersChanged();
    }
    long count = images.size(0);
    int atOnce = kernels.imagesAtOnce(arenaBytes(1, (int) images.size(2), (int) images.size(3)));
    isJoined = false;
    if (count <= atOnce) {
      predictAtOnce(images);
      return output();
    }
    joined = Arrays.copyOf(joined, outputNames().size());
    for (long first = 0; first < count; first += atOnce) {
      long end = Math.min(count, first + atOnce);
      predictAtOnce(Views.rows(images, first, end));
      for (int i = 0; i < joined.length; i++) {
        Views.rows(joined(i, count), first, end).assign(output(i));
      }
    }
    isJoined = true;
    return joined[joined.length - 1];
  }

  /** {@inheritDoc} Those of a batch in pieces are joined. */
  @Override
  public final List<INDArray> outputs() {
    return isJoined ? List.of(joined) : super.outputs();
  }

  private void predictAtOnce(INDArray images) {
    accept(images);
    forwardPass();
  }

  private INDArray joined(int index, long images) {
    long[] shape = output(index).shape().clone();
    shape[0] = images;
    if (joined[index] == null || !Arrays.equals(joined[index].shape(), shape)) {
      closeJoined(index);
      joined[index] = Nd4j.create(dataType(), shape);
    }
    return joined[index];
  }

  private void closeJoined(int index) {
    if (joined[index] != null && !joined[index].wasClosed()) {
      joined[index].close();
    }
    joined[index] = null; // there may be no other
  }

  /** Another network for another thread: the same parameters, its own buffers. */
  public abstract InferenceNetwork fork();

  protected abstract void forwardPass();

  @Override
  public void close() {
    super.close();
    for (int i = 0; i < joined.length; i++) {
      closeJoined(i);
    }
  }
}
