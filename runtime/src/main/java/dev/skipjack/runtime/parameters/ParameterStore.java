package dev.skipjack.runtime.parameters;

import dev.skipjack.runtime.data.ElementView;
import dev.skipjack.runtime.kernel.Detached;
import dev.skipjack.runtime.kernel.PreparedParameters;
import dev.skipjack.runtime.memory.Views;
import dev.skipjack.runtime.pictures.Preparation;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongToDoubleFunction;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The tensors of a network in two flat vectors, shared by a training network, the inference
 * networks made from it and their forks, and freed when the last of them closes.
 */
public final class ParameterStore {
  /** Elements that are drawn at once: a tensor may be as large as the heap. */
  private static final int PIECE = 1 << 14;

  private final List<Parameter> list;
  private final long trainableLength;
  private final INDArray learned;
  private final INDArray running;
  private int owners = 1;
  private final PreparedParameters prepared = new PreparedParameters();

  /** How pictures are prepared for these parameters; null if that is not known. */
  private volatile Preparation preparation;

  /**
   * Allocates every parameter, all zero.
   *
   * @param list every tensor in weight-file order
   * @param type FLOAT or DOUBLE
   */
  public ParameterStore(List<Parameter> list, DataType type) {
    if (type != DataType.FLOAT && type != DataType.DOUBLE) {
      throw new IllegalArgumentException("a network computes in FLOAT or DOUBLE, not in " + type);
    }
    this.list = List.copyOf(list);
    this.trainableLength = length(ParameterRole.TRAINABLE);
    this.learned = vector(type, trainableLength + length(ParameterRole.FROZEN));
    this.running = vector(type, length(ParameterRole.RUNNING));
  }

  /**
   * Draws every parameter from its initializer; the same seed gives the same values. Parameter i
   * draws from {@code RandomStream.of(seed).split(i)}.
   */
  public ParameterStore initialize(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] piece = new double[PIECE];
    for (Parameter parameter : list) {
      LongToDoubleFunction elements =
          parameter.initializer().elements(parameter.shape(), random.split());
      ElementView view = ElementView.of(view(parameter));
      for (long first = 0; first < parameter.length(); first += PIECE) {
        int count = (int) Math.min(PIECE, parameter.length() - first);
        for (int i = 0; i < count; i++) {
          piece[i] = elements.applyAsDouble(first + i);
        }
        view.write(piece, count, first);
      }
    }
    return this;
  }

  /** The same tensors, with the values that they have now, in memory of its own. */
  public ParameterStore copy() {
    ParameterStore copy = new ParameterStore(list, learned.dataType());
    copy.learned.assign(learned);
    copy.running.assign(running);
    copy.preparation = preparation;
    return copy;
  }

  /** How pictures are prepared; null if that is not known. */
  public Preparation preparation() {
    return preparation;
  }

  public void prepareWith(Preparation newPreparation) {
    this.preparation = newPreparation;
  }

  public List<Parameter> list() {
    return list;
  }

  public long trainableLength() {
    return trainableLength;
  }

  /** Trainable and frozen ones. */
  public INDArray learned() {
    return learned;
  }

  /** Running statistics. */
  public INDArray running() {
    return running;
  }

  /** A view with the parameter's shape. */
  public INDArray view(Parameter parameter) {
    INDArray flat = parameter.role() == ParameterRole.RUNNING ? running : learned;
    return Views.of(flat, parameter.offset(), parameter.shape());
  }

  /** Counts how often somebody may have written to a parameter. */
  public int version() {
    return prepared.version();
  }

  /** Somebody may have written to a parameter. */
  public void changed() {
    prepared.changed();
  }

  /** What networks that predict prepared from the parameters. */
  public PreparedParameters prepared() {
    return prepared;
  }

  /**
   * One more owner.
   *
   * @throws IllegalStateException if it was freed
   */
  public synchronized ParameterStore retain() {
    if (owners == 0) {
      throw new IllegalStateException("the network that owns these parameters is closed");
    }
    owners++;
    return this;
  }

  /** One owner less; the last one frees the memory. */
  public synchronized void release() {
    if (--owners == 0) {
      prepared.changed();
      learned.close();
      running.close();
    }
  }

  private long length(ParameterRole role) {
    return list.stream().filter(p -> p.role() == role).mapToLong(Parameter::length).sum();
  }

  private static INDArray vector(DataType type, long length) {
    return Detached.zeros(type, Math.max(1, length));
  }
}
