package dev.skipjack.runtime;

import dev.skipjack.runtime.graph.GraphVisitor;
import dev.skipjack.runtime.kernel.ArrayCopy;
import dev.skipjack.runtime.kernel.KernelChoice;
import dev.skipjack.runtime.kernel.Kernels;
import dev.skipjack.runtime.kernel.Tensor;
import dev.skipjack.runtime.kernel.movement.Transfer;
import dev.skipjack.runtime.kernel.movement.TransferSpec;
import dev.skipjack.runtime.memory.Arena;
import dev.skipjack.runtime.memory.BufferLayout;
import dev.skipjack.runtime.memory.PlannedMemory;
import dev.skipjack.runtime.memory.Views;
import dev.skipjack.runtime.parameters.Parameter;
import dev.skipjack.runtime.parameters.ParameterStore;
import dev.skipjack.runtime.pictures.Preparation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What every generated network is: named tensors, planned memory, and kernels. It holds native
 * memory until {@link #close()}.
 *
 * <p>One thread at a time may use it: a pass that begins while another thread's is under way throws
 * an {@link IllegalStateException}, and {@link #close()} waits for it. Closed, it throws from every
 * method that would touch its memory. Arrays that it gave out before are closed with it, or views
 * of that memory: they must not be read any more.
 */
public abstract class Network implements AutoCloseable {
  private static final List<String> ONE_OUTPUT = List.of("output");

  private final Description description;
  private final ParameterStore store;
  protected final Kernels kernels;
  private final List<Transfer> copyInputs = new ArrayList<>();
  private final BoundMemory memory;
  private final CallGuard guard;
  private final InputChecks checks;

  /** The images of a pass under way, for networks that take nothing else; {@link #alone}. */
  private final INDArray[] one = new INDArray[1];

  private final List<INDArray> alone = Arrays.asList(one);

  /** What {@link #shareStore} gives instead of this network's; null: nothing else. */
  private ParameterStore lent;

  /**
   * What the processor knew.
   *
   * @param name the model's simple name
   * @param architecture changes with what is computed with the weights
   * @param channels of an input image
   * @param height of an input image, pixels; 0 if it may have any
   * @param width of an input image, pixels; 0 if it may have any
   * @param outputs features of the main output, or channels of a map
   * @param elementsPerImage planned memory that grows with the batch, in elements if the images
   *     have one size
   * @param fixedElements planned memory that does not
   * @param sizes that images of any size may have; null if they have one
   * @param inputs what the network takes: the images, then others if the model has several inputs
   */
  public record Description(
      String name,
      String architecture,
      int channels,
      int height,
      int width,
      int outputs,
      long elementsPerImage,
      long fixedElements,
      ImageSizes sizes,
      List<InputShape> inputs) {
    public Description {
      inputs = List.copyOf(inputs);
    }

    /** A network that takes images of one size. */
    public Description(
        String name,
        String architecture,
        int channels,
        int height,
        int width,
        int outputs,
        long elementsPerImage,
        long fixedElements) {
      this(
          name,
          architecture,
          channels,
          height,
          width,
          outputs,
          elementsPerImage,
          fixedElements,
          null,
          imagesAlone(channels, height, width));
    }

    /** A network that takes images of any size, whose memory its {@link BufferLayout} plans. */
    public Description(
        String name,
        String architecture,
        int channels,
        ImageSizes sizes,
        int outputs,
        long fixedElements) {
      this(
          name,
          architecture,
          channels,
          0,
          0,
          outputs,
          0,
          fixedElements,
          sizes,
          imagesAlone(channels, 0, 0));
    }

    private static List<InputShape> imagesAlone(int channels, int height, int width) {
      return List.of(InputShape.map("images", channels, height, width));
    }

    /**
     * The same network, which takes several inputs.
     *
     * @param shapes of all of them, the images first
     */
    public Description withInputs(InputShape... shapes) {
      return new Description(
          name,
          architecture,
          channels,
          height,
          width,
          outputs,
          elementsPerImage,
          fixedElements,
          sizes,
          List.of(shapes));
    }
  }

  /**
   * Takes over one ownership of {@code store}.
   *
   * @param advice for those who would use it in several threads
   */
  Network(Description description, ParameterStore store, long seed, String advice) {
    this.description = description;
    this.store = store;
    this.checks = new InputChecks(this, description.sizes());
    this.guard = new CallGuard(description.name(), advice);
    this.kernels =
        this instanceof InferenceNetwork
            ? Kernels.open(store.learned().dataType(), seed, store.prepared())
            : Kernels.open(store.learned().dataType(), seed);
    this.memory =
        new BoundMemory(
            new PlannedMemory(
                description.name(),
                description.elementsPerImage(),
                description.fixedElements(),
                dataType(),
                elements -> kernels.allocate(dataType(), elements),
                description.sizes() == null ? null : this::layout),
            this::bind);
    description.inputs().forEach(each -> copyInputs.add(kernels.prepare(new TransferSpec())));
  }

  public final String name() {
    return description.name();
  }

  /**
   * A short text that changes with the meaning of weights: with names and shapes of tensors, order,
   * strides, dilations, activations and the like. Weights of one network fit another of the same
   * architecture, whatever the sizes of their images and how they train.
   */
  public final String architecture() {
    return description.architecture();
  }

  /** FLOAT or DOUBLE: of every array that goes in or comes out. */
  public final DataType dataType() {
    return store.learned().dataType();
  }

  public final int inputChannels() {
    return description.channels();
  }

  /** Of an image in pixels; 0 if it may be any of {@link #imageSizes}. */
  public final int inputHeight() {
    return description.height();
  }

  /** Of an image in pixels; 0 if it may be any of {@link #imageSizes}. */
  public final int inputWidth() {
    return description.width();
  }

  /** Which heights and widths images may have; empty if they have one size. */
  public final Optional<ImageSizes> imageSizes() {
    return Optional.ofNullable(description.sizes());
  }

  /** What this network takes, the images first; most networks take images alone. */
  public final List<InputShape> inputs() {
    return description.inputs();
  }

  /** Whether images may have these channels and this size. */
  public final boolean takes(long channels, long height, long width) {
    return checks.fits(channels, height, width);
  }

  /**
   * What {@link #takes} of images: {@code 3x32x32}, or {@code 3xHxW, multiples of 32 from 64 on}.
   */
  public final String describeInput() {
    return checks.describeImages();
  }

  /** Whether images of other sizes than {@link #imageSizes} are padded to them. */
  boolean pads() {
    return false;
  }

  /** What to do with images of other sizes than {@link #imageSizes}. */
  abstract String adviceOnSizes();

  /** Features of the main output, or channels of a map: the number of classes. */
  public final int classes() {
    return description.outputs();
  }

  /** Every tensor, in the order of the weight file. */
  public final List<Parameter> parameterList() {
    return store.list();
  }

  /**
   * Every learned tensor in one vector: the trainable ones first, then the frozen ones. Whoever
   * keeps it and writes to it later tells so with {@link #parametersChanged}.
   */
  public final INDArray parameters() {
    guard.checkOpen();
    store.changed();
    return store.learned();
  }

  /** How many leading elements of {@link #parameters()} the optimizer may change. */
  public final long trainableLength() {
    return store.trainableLength();
  }

  /** Batch norm's running means and (unbiased) variances in one vector. */
  public final INDArray runningStatistics() {
    guard.checkOpen();
    store.changed();
    return store.running();
  }

  /** A view of one tensor, in its own shape. */
  public final INDArray tensor(Parameter parameter) {
    guard.checkOpen();
    store.changed();
    return store.view(parameter);
  }

  /**
   * As {@link #tensor}, {@code parameter.shape()} in this network's memory, for those who only
   * read: it counts as no change, so predictions would not see what is written to it.
   */
  public final INDArray readOnly(Parameter parameter) {
    guard.checkOpen();
    return store.view(parameter);
  }

  /**
   * Tells the networks that share these parameters that some were written to: inference prepares
   * them once. Asking for {@link #parameters}, {@link #tensor} or {@link #runningStatistics} tells
   * it too, so this is for those who keep these arrays.
   */
  public final void parametersChanged() {
    store.changed();
  }

  /**
   * How pictures were prepared for what this network learned: of its training data, or of the
   * weight file that was loaded. Empty if neither says it.
   */
  public final Optional<Preparation> preparation() {
    return Optional.ofNullable(store.preparation());
  }

  /**
   * Says how pictures are prepared for this network, for its weight file; training and loading do.
   *
   * @param preparation null if that is not known
   */
  public final void prepareWith(Preparation preparation) {
    store.prepareWith(preparation);
  }

  /** Grows with each time that parameters may have changed. */
  final int parametersVersion() {
    return store.version();
  }

  /**
   * Bytes of planned memory that a batch of this size needs, parameters not counted.
   *
   * @throws IllegalStateException if images may have any size, on which it depends
   */
  public final long arenaBytes(int batchSize) {
    if (description.sizes() != null) {
      throw new IllegalStateException(
          name() + " takes images of any size: say which, arenaBytes(batchSize, height, width)");
    }
    return arenaBytes(batchSize, inputHeight(), inputWidth());
  }

  /**
   * Bytes of planned memory that a batch of this size needs for images of this size, parameters not
   * counted.
   */
  public final long arenaBytes(int batchSize, int height, int width) {
    return memory.bytes(batchSize, height, width);
  }

  /** Who serves each kernel of this network. */
  public final List<KernelChoice> kernels() {
    return kernels.choices();
  }

  /**
   * How this network was compiled, as a short text: it changes with what its steps compute and
   * fuse, with their order and with how their maps lie. Networks of one architecture with other
   * texts round otherwise.
   */
  public final String steps() {
    return kernels.steps();
  }

  /** For generated code: the parameters, for a network that will share them. */
  protected final ParameterStore shareStore() {
    guard.checkAlive(); // a pass that has begun may want a fork of its own
    return (lent == null ? store : lent).retain();
  }

  /** What {@code make} makes of this network, on a copy of its parameters. */
  final <T extends Network> T onCopy(Supplier<T> make) {
    guard.checkOpen();
    lent = store.copy();
    try {
      return make.get();
    } finally {
      lent.release(); // the new one keeps it
      lent = null;
    }
  }

  /** For generated constructors: a view of {@link #parameters()}. */
  protected final Tensor parameter(long offset, long... shape) {
    return Tensor.of(Views.of(store.learned(), offset, shape));
  }

  /** For generated constructors: a view of {@link #runningStatistics()}. */
  protected final Tensor running(long offset, long... shape) {
    return Tensor.of(Views.of(store.running(), offset, shape));
  }

  /**
   * Tells what this network computes when it predicts; generated.
   *
   * @throws IllegalStateException if what generated the network did not know that
   */
  public void visitGraph(GraphVisitor visitor) {
    throw new IllegalStateException(
        name() + " was generated by a version of Skipjack that kept no graph: compile it again");
  }

  /** Points every buffer field at the views of this arena, and binds every step to them. */
  protected abstract void bind(Arena arena);

  /**
   * Lists the buffers of images of one size, in the order of their numbers; generated for those of
   * any size.
   */
  protected void layout(BufferLayout buffers) {
    throw new IllegalStateException(name() + " takes images of one size");
  }

  /** The buffer that the images are copied to, {@code [N,C,H,W]}. */
  protected abstract Tensor input();

  /** The buffer of an input; generated if there are several. */
  protected Tensor input(int index) {
    return input();
  }

  /**
   * What the last pass made, in the order of the model's fields; the main output is the last. The
   * arrays are this network's own, valid until the next call. Where maps lie in memory of ND4J, an
   * output that is a part of a concatenation lies in it: its images are apart by the whole.
   *
   * @throws IllegalStateException before the first pass, during another thread's, or when closed
   */
  public List<INDArray> outputs() {
    enter();
    try {
      checkHasOutputs();
      return IntStream.range(0, outputNames().size()).mapToObj(this::outputArray).toList();
    } finally {
      exit();
    }
  }

  final void checkHasOutputs() {
    if (batch() == 0) {
      throw new IllegalStateException(name() + " has no outputs yet: give it images first");
    }
  }

  /** The outputs' fields, in the order of {@link #outputs()}; a single one is just "output". */
  public List<String> outputNames() {
    return ONE_OUTPUT;
  }

  /** The buffer of the main output. */
  protected abstract Tensor output();

  /** The buffer of an output; generated if there are several. */
  protected Tensor output(int index) {
    return output();
  }

  /** The output of the last pass as an array. */
  final INDArray outputArray(int index) {
    return array(index, output(index)).fetch();
  }

  /** The array of a tensor of the last pass: those of the outputs first, then others. */
  final ArrayCopy array(int number, Tensor tensor) {
    return memory.array(number, tensor);
  }

  /** Begins what one thread at a time may do; ends with {@link #exit()}. */
  final void enter() {
    guard.enter();
  }

  /** Images as a list of inputs that is used again, until {@link #exit()}. */
  final List<INDArray> alone(INDArray images) {
    one[0] = images;
    return alone;
  }

  final void exit() {
    one[0] = null;
    guard.exit();
  }

  final void checkOpen() {
    guard.checkOpen();
  }

  /** Binds the buffers for the number of images, and copies what was checked in. */
  final void accept(List<INDArray> given) {
    bindFor(given.get(0));
    memory.poison();
    for (int i = 0; i < copyInputs.size(); i++) {
      copyInputs.get(i).in(given.get(i), input(i));
    }
  }

  /** Binds the buffers for so many images of this size; what they hold is undefined. */
  final void bindFor(INDArray images) {
    memory.bindFor(images);
  }

  final int batch() {
    return memory.batch();
  }

  /** Of an image of this size, which nothing is computed of; there are no outputs until a pass. */
  final List<long[]> outputShapes(int height, int width) {
    memory.bindForShapes(height, width);
    return IntStream.range(0, outputNames().size()).mapToObj(i -> output(i).shape()).toList();
  }

  /**
   * Refuses what this network does not take.
   *
   * @param images {@code [N,C,H,W]}
   * @throws IllegalArgumentException if rank, sizes or data type are not the model's, the array is
   *     closed, or the model has several inputs; it says what is expected
   */
  public final void check(INDArray images) {
    checks.check(images);
  }

  /**
   * Refuses what this network does not take.
   *
   * @param given an array for each of {@link #inputs()}, all of as many images
   * @throws IllegalArgumentException if one is missing or too many, rank, sizes or data type are
   *     not the model's, or an array is closed; it says what is expected
   */
  public final void check(List<INDArray> given) {
    checks.check(given);
  }

  /**
   * Frees the native memory; parameters that another network shares stay. A pass that another
   * thread has begun ends first.
   */
  @Override
  public final void close() {
    if (guard.close()) {
      free();
    }
  }

  /** Frees what this network holds; nobody uses it any more. */
  void free() {
    kernels.close();
    memory.free();
    store.release();
  }
}
