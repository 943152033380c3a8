package dev.skipjack.runtime;

import dev.skipjack.runtime.kernel.Copy;
import dev.skipjack.runtime.kernel.KernelChoice;
import dev.skipjack.runtime.kernel.Kernels;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What every generated network is: named tensors, planned memory, and kernels. It holds native
 * memory until {@link #close()}. One thread at a time may use it.
 */
public abstract class Network implements AutoCloseable {
  private static final List<String> ONE_OUTPUT = List.of("output");

  private final Description description;
  private final ParameterStore store;
  protected final Kernels kernels;
  private final Copy copyInput;
  private final Map<Integer, Arena> arenas = new HashMap<>();
  private INDArray memory;
  private int capacity;
  private int batch;
  private boolean closed;

  /**
   * What the processor knew.
   *
   * @param name the model's simple name
   * @param channels of an input image
   * @param height of an input image, pixels
   * @param width of an input image, pixels
   * @param outputs features of the main output, or channels of a map
   * @param elementsPerImage planned memory that grows with the batch, in elements
   * @param fixedElements planned memory that does not
   */
  public record Description(
      String name,
      int channels,
      int height,
      int width,
      int outputs,
      long elementsPerImage,
      long fixedElements) {}

  /** Takes over one ownership of {@code store}. */
  protected Network(Description description, ParameterStore store, long seed) {
    this.description = description;
    this.store = store;
    this.kernels = Kernels.open(store.learned().dataType(), seed);
    this.copyInput = kernels.copy();
  }

  public final String name() {
    return description.name();
  }

  /** FLOAT or DOUBLE: of every array that goes in or comes out. */
  public final DataType dataType() {
    return store.learned().dataType();
  }

  public final int inputChannels() {
    return description.channels();
  }

  public final int inputHeight() {
    return description.height();
  }

  public final int inputWidth() {
    return description.width();
  }

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
    store.changed();
    return store.learned();
  }

  /** How many leading elements of {@link #parameters()} the optimizer may change. */
  public final long trainableLength() {
    return store.trainableLength();
  }

  /** Batch norm's running means and (unbiased) variances in one vector. */
  public final INDArray runningStatistics() {
    store.changed();
    return store.running();
  }

  /** A view of one tensor, in its own shape. */
  public final INDArray tensor(Parameter parameter) {
    store.changed();
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

  /** Grows with each time that parameters may have changed. */
  final int parametersVersion() {
    return store.version();
  }

  /** Bytes of planned memory that a batch of this size needs, parameters not counted. */
  public final long arenaBytes(int batchSize) {
    return (description.elementsPerImage() * batchSize + description.fixedElements())
        * dataType().width();
  }

  /** Who serves each kernel of this network. */
  public final List<KernelChoice> kernels() {
    return kernels.choices();
  }

  /** For generated code: the parameters, for a network that will share them. */
  protected final ParameterStore shareStore() {
    return store.retain();
  }

  /** For generated constructors: a view of {@link #parameters()}. */
  protected final INDArray parameter(long offset, long... shape) {
    return Views.of(store.learned(), offset, shape);
  }

  /** For generated constructors: a view of {@link #runningStatistics()}. */
  protected final INDArray running(long offset, long... shape) {
    return Views.of(store.running(), offset, shape);
  }

  /** Points every buffer field at the views of this arena. */
  protected abstract void bind(Arena arena);

  /** The buffer that the input is copied to, {@code [N,C,H,W]}. */
  protected abstract INDArray input();

  /**
   * What the last pass made, in the order of the model's fields; the main output is the last. They
   * are this network's own buffers, valid until the next call. An output that is a part of a
   * concatenation lies in it: its images are apart by the whole.
   *
   * @throws IllegalStateException before the first pass
   */
  public List<INDArray> outputs() {
    if (batch == 0) {
      throw new IllegalStateException(name() + " has no outputs yet: give it images first");
    }
    return IntStream.range(0, outputNames().size()).mapToObj(this::output).toList();
  }

  /** The outputs' fields, in the order of {@link #outputs()}; a single one is just "output". */
  public List<String> outputNames() {
    return ONE_OUTPUT;
  }

  /** The buffer of the main output. */
  protected abstract INDArray output();

  /** The buffer of an output; generated if there are several. */
  protected INDArray output(int index) {
    return output();
  }

  /** Checks the images, binds the buffers for their number and copies them in. */
  final void accept(INDArray images) {
    check(images);
    int size = (int) images.size(0);
    if (size != batch) {
      bind(arena(size).rewind());
      batch = size;
    }
    copyInput.run(images, input());
  }

  final int batch() {
    return batch;
  }

  private Arena arena(int size) {
    if (size > capacity) {
      arenas.clear();
      if (memory != null) {
        memory.close();
      }
      memory =
          Nd4j.createUninitialized(
              dataType(), description.elementsPerImage() * size + description.fixedElements());
      capacity = size;
    }
    return arenas.computeIfAbsent(size, n -> new Arena(memory, description.elementsPerImage(), n));
  }

  final void check(INDArray images) {
    if (closed) {
      throw new IllegalStateException(name() + " is closed");
    }
    boolean fits =
        images.rank() == 4
            && images.size(0) > 0
            && images.size(1) == inputChannels()
            && images.size(2) == inputHeight()
            && images.size(3) == inputWidth()
            && images.dataType() == dataType();
    if (!fits) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s expects images [N,%d,%d,%d] of %s with N of at least 1, got %s of %s",
              name(),
              inputChannels(),
              inputHeight(),
              inputWidth(),
              dataType(),
              Arrays.toString(images.shape()),
              images.dataType()));
    }
  }

  /** Frees the native memory; parameters that another network shares stay. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      kernels.close();
      arenas.clear();
      if (memory != null) {
        memory.close();
      }
      store.release();
    }
  }
}
