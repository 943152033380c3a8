package dev.skipjack.runtime;

import dev.skipjack.runtime.kernel.movement.Transfer;
import dev.skipjack.runtime.kernel.movement.TransferSpec;
import dev.skipjack.runtime.parameters.ParameterStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ObjLongConsumer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A network that predicts: no dropout, batch norm with its running statistics, no gradients. Each
 * thread predicts with a network of its own, a {@link #fork()} of this one, and where there are
 * many, {@link #concurrentPieces without concurrent pieces}.
 */
public abstract class InferenceNetwork extends Network {
  private static final String ADVICE = "give each thread one of its own: fork()";

  private final List<Transfer> copyOutputs = new ArrayList<>();
  private int version;
  private ThreadOutputs results;

  /** Who made the last prediction, which the other outputs belong to. */
  private Thread last;

  /** Whether images of a batch cannot be predicted together. */
  private boolean oneByOne;

  /** Whether the last prediction ran in pieces: all its outputs are joined in the results. */
  private boolean isJoined;

  /** Null: images have a size that the network takes. */
  private PaddedImages padded;

  /** Whether each image is predicted as if it were alone. */
  private boolean invariant;

  /** Whether pieces of a batch may be predicted beside each other. */
  private boolean isConcurrent = true;

  /** Null until pieces are. */
  private ConcurrentPieces concurrent;

  protected InferenceNetwork(Description description, ParameterStore store) {
    super(description, store, 0, ADVICE);
  }

  /**
   * Runs the network. A batch of which a cache does not hold what lies between layers runs in
   * pieces, all layers of one before the next, {@linkplain #concurrentPieces a thread a piece}
   * where there are enough.
   *
   * @param images {@code [N,C,H,W]} in this network's data type
   * @return the main output, {@code [N, classes]} or a map {@code [N, classes, H, W]}: logits, not
   *     probabilities, where the model ends in a linear layer. The array belongs to the calling
   *     thread and is valid until its next call
   * @throws IllegalArgumentException if rank, sizes or data type are not the model's, or the
   *     machine has too little memory
   * @throws IllegalStateException if another thread uses this network, or it is closed
   */
  public final INDArray predict(INDArray images) {
    enter();
    try {
      return pass(alone(images));
    } finally {
      exit();
    }
  }

  /**
   * As {@link #predict(INDArray)}, of a model with several inputs.
   *
   * @param given an array for each of {@link #inputs()}, of as many images
   */
  public final INDArray predict(List<INDArray> given) {
    enter();
    try {
      return pass(given);
    } finally {
      exit();
    }
  }

  private INDArray pass(List<INDArray> given) {
    last = null;
    check(given);
    ObjLongConsumer<String> event = FlightRecorder.prediction();
    INDArray main = run(padded == null ? given : padded(given));
    last = Thread.currentThread();
    if (event != null) {
      event.accept(name(), given.get(0).size(0));
    }
    return main;
  }

  private List<INDArray> padded(List<INDArray> given) {
    List<INDArray> all = new ArrayList<>(given);
    all.set(0, padded.pad(given.get(0), dataType()));
    return all;
  }

  /** Copies what of an output belongs to the images: all of it, unless these were padded. */
  private void deliver(int index, INDArray to) {
    if (padded == null) {
      while (copyOutputs.size() <= index) {
        copyOutputs.add(kernels.prepare(new TransferSpec()));
      }
      copyOutputs.get(index).out(output(index), to);
    } else {
      to.assign(padded.crop(index, outputArray(index)));
    }
  }

  private INDArray run(List<INDArray> given) {
    INDArray images = given.get(0);
    long count = images.size(0);
    int most = imagesAtOnce((int) images.size(2), (int) images.size(3));
    isJoined = count > most;
    int main = outputNames().size() - 1;
    if (!isJoined) {
      predictAtOnce(given);
      INDArray result = result(main, count);
      deliver(main, result);
      return result;
    }
    predictInPieces(given, most);
    return result(main, count);
  }

  private void predictInPieces(List<INDArray> given, int most) {
    INDArray images = given.get(0);
    BatchPieces pieces = BatchPieces.of(images.size(0), most);
    bindFor(pieces.of(images, 0)); // tells the outputs' shapes
    for (int i = 0; i < outputNames().size(); i++) {
      result(i, pieces.images()); // of this thread
    }
    List<INDArray> outputs = List.of(results.ofThisThread());
    int beside = piecesBeside(pieces.count(), images, most);
    if (beside > 0) {
      if (concurrent == null) {
        concurrent = new ConcurrentPieces(this, this::alike);
      }
      concurrent.run(
          kernels, beside, (network, piece) -> network.predict(given, outputs, pieces, piece));
    }
    for (int piece = beside; piece < pieces.count(); piece++) { // all threads in each kernel
      predict(given, outputs, pieces, piece);
    }
  }

  /**
   * How many pieces are predicted beside each other: as many as all threads have the same number
   * of, unless there are new parameters, which all threads prepare together.
   */
  private int piecesBeside(int pieces, INDArray images, int most) {
    if (padded != null || !isConcurrent || version != parametersVersion()) {
      return 0;
    }
    long bytes = arenaBytes(most, (int) images.size(2), (int) images.size(3));
    int atOnce = kernels.tasksAtOnce(bytes);
    return atOnce == 1 ? 0 : pieces - pieces % atOnce;
  }

  /** Predicts one piece of a batch, into its rows of the outputs. */
  private void predict(
      List<INDArray> given, List<INDArray> outputs, BatchPieces pieces, int piece) {
    predictAtOnce(pieces.of(given, piece));
    for (int i = 0; i < outputs.size(); i++) {
      deliver(i, pieces.of(outputs.get(i), piece));
    }
  }

  private int imagesAtOnce(int height, int width) {
    return oneByOne ? 1 : kernels.imagesAtOnce(arenaBytes(1, height, width));
  }

  /**
   * Says whether what is predicted of an image must be the same, to the last bit, whatever images
   * are predicted with it: then it is what {@link #predict} says of the image alone. By default the
   * fastest kernels for each batch are taken, whose rounding differs. Where kernels cannot promise
   * it, as those of {@code nd4j}, images are predicted one by one.
   *
   * @return this network; its forks are not changed
   * @throws IllegalStateException if another thread uses this network, or it is closed
   */
  public final InferenceNetwork batchInvariant(boolean wanted) {
    enter();
    try {
      oneByOne = !kernels.batchInvariant(wanted) && wanted;
      if (invariant != wanted) {
        invariant = wanted;
        forgetForks();
      }
      return this;
    } finally {
      exit();
    }
  }

  /**
   * Says whether pieces of a batch that is more than a cache holds may be predicted beside each
   * other, each by one thread, where there are as many pieces as threads. By default they are,
   * which takes planned memory for a piece on each thread. Results are the same, to the bit.
   *
   * @param wanted false for networks of which many predict at once, as those of an {@code
   *     InferencePool} do
   * @return this network; its forks are not changed
   * @throws IllegalStateException if another thread uses this network, or it is closed
   */
  public final InferenceNetwork concurrentPieces(boolean wanted) {
    enter();
    try {
      forgetForks();
      isConcurrent = wanted;
      return this;
    } finally {
      exit();
    }
  }

  private void forgetForks() {
    if (concurrent != null) {
      concurrent.close();
      concurrent = null;
    }
  }

  /** One that predicts the same on another thread, in the pieces that it is given. */
  private InferenceNetwork alike() {
    return fork().concurrentPieces(false).batchInvariant(invariant);
  }

  /**
   * Has images of any height and width padded on the right and below to the next size that this
   * network {@linkplain #imageSizes takes}, and cuts those outputs that are as large as the images,
   * or a whole number of times as large, back to it. Other outputs stay those of the padded image:
   * smaller maps, and features, whose means include the padding. Every prediction is what this
   * network would say of images that were padded before; a training pads nothing.
   *
   * @param how null to pad no more, as at first
   * @return this network; its forks are not changed, those of an {@code InferencePool} are
   * @throws IllegalArgumentException if the network takes images of one size
   * @throws IllegalStateException if another thread uses this network, or it is closed
   */
  public final InferenceNetwork padding(ImagePadding how) {
    enter();
    try {
      freePadding();
      if (how == null) {
        return this;
      }
      ImageSizes sizes = imageSizes().orElse(null);
      if (sizes == null) {
        throw new IllegalArgumentException(
            name()
                + " takes images of "
                + describeInput()
                + " alone: padding is for models of Input.ANY; a Preparation with Framing.PAD"
                + " fits pictures, ImageSet.fit images");
      }
      int least = sizes.minimum();
      int next = least + sizes.multiple();
      last = null; // no prediction is left
      padded = new PaddedImages(how, sizes, outputShapes(least, least), outputShapes(next, next));
      return this;
    } finally {
      exit();
    }
  }

  /** How images of other sizes are padded; null: they are refused. */
  public final ImagePadding padding() {
    return padded == null ? null : padded.padding();
  }

  @Override
  final boolean pads() {
    return padded != null;
  }

  @Override
  final String adviceOnSizes() {
    return "padding(ImagePadding.REFLECT) of this network takes images of any size and pads them";
  }

  private void freePadding() {
    if (padded != null) {
      padded.free();
      padded = null;
    }
  }

  /**
   * Predicts images of zeros until predictions of so many have stopped becoming faster: the first
   * ones of a JVM take many times as long, while it compiles. Some seconds, at most 30; forks, and
   * other networks with layers of the same kind, profit as well. What was predicted before is lost.
   *
   * @param images how many at once, at least 1; other numbers may be computed in other ways
   * @return how long it took
   * @throws IllegalArgumentException if the network takes images of any size: say which
   */
  public final Duration warmUp(int images) {
    if (inputHeight() == 0) {
      throw new IllegalArgumentException(
          name() + " takes images of any size: say which, warmUp(images, height, width)");
    }
    return warmUp(images, inputHeight(), inputWidth());
  }

  /**
   * The same for a network that takes images of any size.
   *
   * @param height in pixels, as width
   * @throws IllegalArgumentException if the network does not take them
   */
  public final Duration warmUp(int images, int height, int width) {
    if (images < 1) {
      throw new IllegalArgumentException(
          name() + " warms up with at least 1 image at once, got " + images);
    }
    return WarmUp.run(this, images, height, width);
  }

  /**
   * {@inheritDoc} They belong to the calling thread, like what {@link #predict} returned to it.
   *
   * @throws IllegalStateException if the last prediction was not this thread's
   */
  @Override
  public final List<INDArray> outputs() {
    enter();
    try {
      checkHasOutputs();
      if (last != Thread.currentThread()) {
        throw new IllegalStateException(
            String.format(
                Locale.ROOT,
                "the last prediction of %s was not made by thread '%s', or failed: %s",
                name(),
                Thread.currentThread().getName(),
                ADVICE));
      }
      if (!isJoined) {
        for (int i = 0; i < outputNames().size() - 1; i++) {
          deliver(i, result(i, batch()));
        }
      }
      return List.of(results.ofThisThread());
    } finally {
      exit();
    }
  }

  private void predictAtOnce(List<INDArray> given) {
    if (version != parametersVersion()) {
      version = parametersVersion();
      kernels.parametersChanged();
    }
    accept(given);
    forwardPass();
  }

  private INDArray result(int index, long images) {
    if (results == null) {
      results = new ThreadOutputs(outputNames().size(), dataType());
    }
    long[] shape = output(index).shape();
    if (padded != null) {
      padded.crop(index, shape);
    }
    shape[0] = images;
    return results.array(index, shape);
  }

  /** Another network for another thread: the same parameters, its own buffers. */
  public abstract InferenceNetwork fork();

  protected abstract void forwardPass();

  @Override
  final void free() {
    super.free();
    freePadding();
    forgetForks();
    if (results != null) {
      results.free();
    }
  }
}
