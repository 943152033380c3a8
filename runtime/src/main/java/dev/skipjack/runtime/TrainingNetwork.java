package dev.skipjack.runtime;

import dev.skipjack.runtime.kernel.Detached;
import dev.skipjack.runtime.kernel.Poison;
import dev.skipjack.runtime.kernel.SharedStatistics;
import dev.skipjack.runtime.kernel.Tensor;
import dev.skipjack.runtime.memory.Views;
import dev.skipjack.runtime.parameters.ParameterStore;
import java.util.List;
import java.util.Locale;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A network that learns. {@link #forward} keeps what {@link #backward} needs and updates the
 * running statistics of batch norm. One thread trains it; others may predict meanwhile with what
 * {@link #inference()} makes, on parameters that are then between two steps, or in the middle of
 * one.
 */
public abstract class TrainingNetwork extends Network {
  private static final String ADVICE =
      "train it in one thread, and predict in others with networks of their own: inference()";

  private final long seed;
  private final INDArray gradients;
  private final INDArray trainable;
  private final OutputGradients received;

  /** Of what the next forward pass draws. */
  private long step;

  /** Whose forward pass waits for its backward pass. */
  private Thread ready;

  /** Whether a backward pass followed the last forward pass. */
  private boolean differentiated;

  protected TrainingNetwork(Description description, ParameterStore store, long seed) {
    super(description, store, seed, ADVICE);
    this.seed = seed;
    this.trainable = Views.of(store.learned(), 0, Math.max(1, store.trainableLength()));
    this.received = new OutputGradients(kernels);
    this.gradients =
        Detached.zeros(store.learned().dataType(), Math.max(1, store.trainableLength()));
  }

  @Override
  final String adviceOnSizes() {
    return "training pads nothing, as the loss would learn what was added: cut images and label maps"
        + " to such a size";
  }

  /**
   * Runs the forward pass in training mode.
   *
   * @param images {@code [N,C,H,W]} in this network's data type
   * @return the main output, {@code [N, classes]} or a map {@code [N, classes, H, W]}: logits, not
   *     probabilities, where the model ends in a linear layer. The network's own buffer, valid
   *     until the next call
   * @throws IllegalArgumentException if rank, sizes or data type are not the model's, the machine
   *     has too little memory, or it is a single image and batch norm has a map of one pixel
   * @throws IllegalStateException if another thread uses this network, or it is closed
   */
  public final INDArray forward(INDArray images) {
    return forward(images, step, 0);
  }

  /**
   * As {@link #forward(INDArray)}, of a model with several inputs.
   *
   * @param given an array for each of {@link #inputs()}, of as many images
   */
  public final INDArray forward(List<INDArray> given) {
    return forward(given, step, 0);
  }

  /**
   * As {@link #forward(INDArray)}, for a part of a batch: what dropout and stochastic depth draw
   * depends on seed, layer, step and image alone, so the parts draw what the whole batch would.
   * Batch norm sees the part.
   *
   * @param ofStep from 0; the next {@link #forward(INDArray)} takes the one after it
   * @param firstImage which image of the batch the first of these is, from 0
   */
  public final INDArray forward(INDArray images, long ofStep, long firstImage) {
    enter();
    try {
      return pass(alone(images), ofStep, firstImage);
    } finally {
      exit();
    }
  }

  /**
   * As {@link #forward(INDArray, long, long)}, of a model with several inputs.
   *
   * @param given an array for each of {@link #inputs()}, of as many images
   */
  public final INDArray forward(List<INDArray> given, long ofStep, long firstImage) {
    enter();
    try {
      return pass(given, ofStep, firstImage);
    } finally {
      exit();
    }
  }

  private INDArray pass(List<INDArray> given, long ofStep, long firstImage) {
    ready = null;
    differentiated = false;
    check(given);
    accept(given);
    checkStatistics();
    kernels.seek(ofStep, firstImage);
    step = ofStep + 1;
    forwardPass();
    parametersChanged(); // the running statistics; who predicts meanwhile prepares them again
    ready = Thread.currentThread();
    return outputArray(outputNames().size() - 1);
  }

  /**
   * Runs the backward pass of the last {@link #forward} and overwrites {@link #gradients()}. Other
   * outputs than the main one have no part in the loss.
   *
   * @param gradient of the loss by the main output, of its shape
   * @throws IllegalStateException without a forward pass of this thread before it: each serves one
   *     backward pass; if another thread uses this network, or it is closed
   * @throws IllegalArgumentException if shape or data type do not fit the last forward pass
   */
  public final void backward(INDArray gradient) {
    enter();
    try {
      checkReady();
      received.ofMain(this, gradient);
      differentiate();
    } finally {
      exit();
    }
  }

  /**
   * Runs the backward pass of the last {@link #forward} and overwrites {@link #gradients()}.
   *
   * @param byOutput gradients of the loss by each of {@link #outputs()}, of their shapes; null for
   *     one that the loss does not depend on
   * @throws IllegalStateException without a forward pass of this thread before it: each serves one
   *     backward pass; if another thread uses this network, or it is closed
   * @throws IllegalArgumentException if their number, a shape or a data type does not fit the last
   *     forward pass
   */
  public final void backward(List<INDArray> byOutput) {
    enter();
    try {
      checkReady();
      received.ofEach(this, byOutput);
      differentiate();
    } finally {
      exit();
    }
  }

  private void differentiate() {
    ready = null;
    if (Poison.ON) {
      Poison.fill(Tensor.of(gradients));
    }
    backwardPass();
    differentiated = true;
  }

  /** One value has no variance: batch norm would make beta of it, whatever the image. */
  private void checkStatistics() {
    if (batch() < leastImages()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s.forward expects more than 1 value of each channel when training: the batch norm of"
                  + " '%s' has one in each image, so give it 2 images or more, got 1",
              name(),
              onePixelNorm()));
    }
  }

  /**
   * From the next pass on batch norm is over a batch of which others compute parts.
   *
   * @param with null: over the images of the pass alone, as in the beginning
   */
  public final void shareStatistics(SharedStatistics with) {
    kernels.share(with);
  }

  /** Of what dropout and stochastic depth draw. */
  public final long seed() {
    return seed;
  }

  /** The step of the next {@link #forward(INDArray)}: how many it has taken. */
  public final long step() {
    return step;
  }

  /**
   * Goes on with another step, for a training that is resumed.
   *
   * @param next of {@link #forward(INDArray)}, from 0
   */
  public final void step(long next) {
    step = next;
  }

  /** How many images a training batch needs: 2 if a batch norm has a map of one pixel. */
  public final int leastImages() {
    return onePixelNorm() == null ? 1 : 2;
  }

  private void checkReady() {
    if (ready != Thread.currentThread()) {
      throw new IllegalStateException(
          name() + ".backward needs a forward pass of its own before it: buffers are reused");
    }
  }

  /** The gradient of the loss by the first {@link #trainableLength()} parameters. */
  public final INDArray gradients() {
    checkOpen();
    return gradients;
  }

  /**
   * The gradient of the loss by the images, of a model that asks for it with {@code @Input(gradient
   * = true)}.
   *
   * @return {@code [N,C,H,W]}, this network's own buffer, valid until its next pass
   * @throws IllegalStateException if the model does not ask for it, there was no backward pass
   *     since the last forward pass, or the network is closed
   */
  public final INDArray inputGradient() {
    return inputGradient(0);
  }

  /**
   * The gradient of the loss by one of several inputs, if its {@code @Input} asks for it.
   *
   * @param name of the input, see {@link #inputs()}
   * @return of the input's shape, this network's own buffer, valid until its next pass
   * @throws IllegalArgumentException if there is no such input
   * @throws IllegalStateException as {@link #inputGradient()}
   */
  public final INDArray inputGradient(String name) {
    List<String> names = inputs().stream().map(InputShape::name).toList();
    if (!names.contains(name)) {
      throw new IllegalArgumentException(name() + " has no input '" + name + "', it has " + names);
    }
    return inputGradient(names.indexOf(name));
  }

  private INDArray inputGradient(int index) {
    enter();
    try {
      return differentiated(index);
    } finally {
      exit();
    }
  }

  private INDArray differentiated(int index) {
    if (!differentiated) {
      throw new IllegalStateException(
          name() + ".inputGradient needs a backward pass before it: buffers are reused");
    }
    Tensor buffer = inputGradientBuffer(index);
    if (buffer == null) {
      String input = index == 0 ? "its images" : "'" + inputs().get(index).name() + "'";
      throw new IllegalStateException(
          name()
              + " computes no gradient by "
              + input
              + ": write gradient = true in its @Input and compile it again");
    }
    return array(outputNames().size() + index, buffer).fetch();
  }

  /**
   * The parameters that the optimizer may change: a view of the head of {@link #parameters()}.
   * Whoever writes to it while another thread predicts tells so afterwards with {@link
   * #parametersChanged}, as {@code Training} does.
   */
  public final INDArray trainable() {
    checkOpen();
    parametersChanged();
    return trainable;
  }

  /** An inference network on the same parameters and running statistics; the caller closes it. */
  public abstract InferenceNetwork inference();

  /**
   * An inference network with parameters and running statistics of its own, which are those of now
   * and stay so whatever this network learns: for an average of weights. The caller closes it.
   */
  public final InferenceNetwork inferenceOfCopy() {
    return onCopy(this::inference);
  }

  /** For generated constructors: a view of {@link #gradients()}. */
  protected final Tensor gradient(long offset, long... shape) {
    return Tensor.of(Views.of(gradients, offset, shape));
  }

  /**
   * A layer whose batch norm is trained on a map of one pixel, generated if there is one: it has no
   * statistics of a single image.
   */
  protected String onePixelNorm() {
    return null;
  }

  /** The buffer of the gradient by the images, generated if it is wanted. */
  protected Tensor inputGradientBuffer() {
    return null;
  }

  /** That of the gradient by an input, or null; generated if there are several. */
  protected Tensor inputGradientBuffer(int index) {
    return inputGradientBuffer();
  }

  protected abstract void forwardPass();

  protected abstract void backwardPass();

  /** The buffer of the main output's gradient; null if nothing that is trained changes it. */
  protected abstract Tensor outputGradient();

  /** The buffer of an output's gradient, or null; generated if there are several. */
  protected Tensor outputGradient(int index) {
    return outputGradient();
  }

  @Override
  final void free() {
    super.free();
    gradients.close();
  }
}
