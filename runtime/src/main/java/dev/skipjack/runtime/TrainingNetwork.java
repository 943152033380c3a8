package dev.skipjack.runtime;

import dev.skipjack.runtime.kernel.Copy;
import java.util.Arrays;
import java.util.Locale;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A network that learns. {@link #forward} keeps what {@link #backward} needs and updates the
 * running statistics of batch norm.
 */
public abstract class TrainingNetwork extends Network {
  private final INDArray gradients;
  private final INDArray trainable;
  private final Copy copyGradient;
  private boolean ready;

  protected TrainingNetwork(Description description, ParameterStore store, long seed) {
    super(description, store, seed);
    this.trainable = Views.of(store.learned(), 0, Math.max(1, store.trainableLength()));
    this.copyGradient = kernels.copy();
    this.gradients = Nd4j.create(store.learned().dataType(), Math.max(1, store.trainableLength()));
  }

  /**
   * Runs the forward pass in training mode.
   *
   * @param images {@code [N,C,H,W]} in this network's data type
   * @return the network's own logits buffer {@code [N, classes]}, valid until the next call
   * @throws IllegalArgumentException if rank, sizes or data type are not the model's
   */
  public final INDArray forward(INDArray images) {
    accept(images);
    parametersChanged(); // the running statistics
    forwardPass();
    ready = true;
    return output();
  }

  /**
   * Runs the backward pass of the last {@link #forward} and overwrites {@link #gradients()}.
   *
   * @param gradient of the loss by the logits, {@code [N, classes]}
   * @throws IllegalStateException without a forward pass before it: each serves one backward pass
   * @throws IllegalArgumentException if shape or data type do not fit the last forward pass
   */
  public final void backward(INDArray gradient) {
    if (!ready) {
      throw new IllegalStateException(
          name() + ".backward needs a forward pass of its own before it: buffers are reused");
    }
    if (gradient.rank() != 2
        || gradient.size(0) != batch()
        || gradient.size(1) != classes()
        || gradient.dataType() != dataType()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s.backward expects a gradient [%d,%d] of %s, got %s of %s",
              name(),
              batch(),
              classes(),
              dataType(),
              Arrays.toString(gradient.shape()),
              gradient.dataType()));
    }
    ready = false;
    copyGradient.run(gradient, outputGradient());
    backwardPass();
  }

  /** The gradient of the loss by the first {@link #trainableLength()} parameters. */
  public final INDArray gradients() {
    return gradients;
  }

  /** The parameters that the optimizer may change: a view of the head of {@link #parameters()}. */
  public final INDArray trainable() {
    parametersChanged();
    return trainable;
  }

  /** An inference network on the same parameters and running statistics; the caller closes it. */
  public abstract InferenceNetwork inference();

  /** For generated constructors: a view of {@link #gradients()}. */
  protected final INDArray gradient(long offset, long... shape) {
    return Views.of(gradients, offset, shape);
  }

  protected abstract void forwardPass();

  protected abstract void backwardPass();

  protected abstract INDArray output();

  protected abstract INDArray outputGradient();

  @Override
  public void close() {
    super.close();
    if (!gradients.wasClosed()) {
      gradients.close();
    }
  }
}
