package dev.skipjack.runtime.kernel.nd4j;

import dev.skipjack.runtime.kernel.Detached;
import dev.skipjack.runtime.kernel.Poison;
import dev.skipjack.runtime.kernel.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Memory that kernels use while they run and nobody reads afterwards, shared by all kernels of a
 * network: one runs at a time. A slot grows to the largest array that was asked of it.
 */
final class Scratch implements AutoCloseable {
  /**
   * Arrays in different slots do not overlap. The first ones belong to whichever kernel runs; the
   * named ones to the one kernel, or the one class, that their name says, so that what it puts
   * there survives the kernels that it calls.
   */
  enum Slot {
    A,
    B,
    C,
    ROWS,
    UNWANTED_INPUT_GRADIENT,
    UNWANTED_WEIGHT_GRADIENT,
    NORMALIZED,
    NORMALIZED_GRADIENT,
    CONVOLVED,
    EXPANDED,
    FILTERED,
    GATED,
    ACTIVATION,
    ACTIVATION_SLOPE,
    ACTIVATION_PART,
    ACTIVATED,
    PLANAR_INPUT,
    PLANAR_ADDEND,
    PLANAR_OUTPUT,
    PLANAR_INPUT_GRADIENT,
    PLANAR_ADDEND_GRADIENT,
    PLANAR_OUTPUT_GRADIENT,
    OUT_GRADIENT,
    INPUT_GRADIENT,
    MEAN_GRADIENT,
    VARIANCE_GRADIENT,
    RESPONSE,
    RESPONSE_GRADIENT,
    IMAGE_MEANS,
    IMAGE_INVERSES,
    IMAGE_NORMALIZED,
    IMAGE_GRADIENT,
    SOFTMAX_SUMS,
    ATTENTION_QUERIES,
    ATTENTION_KEYS,
    ATTENTION_VALUES,
    ATTENTION_WEIGHTS,
    ATTENTION_WEIGHT_GRADIENT,
    ATTENTION_SCORE_GRADIENT,
    ATTENTION_POSITIONS,
    ATTENTION_ROWS
  }

  /** Shapes of a large network for a few sizes of images. */
  private static final int MOST_VIEWS = 512;

  private final DataType type;
  private final Map<Slot, INDArray> memory = new EnumMap<>(Slot.class);
  private final Map<Slot, List<INDArray>> views = new EnumMap<>(Slot.class);

  Scratch(DataType type) {
    this.type = type;
  }

  /** A dense array with undefined contents; the same one for the same shape. */
  INDArray of(Slot slot, long... shape) {
    List<INDArray> known = views.computeIfAbsent(slot, s -> new ArrayList<>());
    for (int i = 0; i < known.size(); i++) {
      if (Arrays.equals(known.get(i).shape(), shape)) {
        return known.get(i);
      }
    }
    long length = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    INDArray flat = memory.get(slot);
    if (flat == null || flat.length() < length) {
      if (flat != null) {
        // Contexts that are bound to its views are never run again: views are told apart by
        // identity.
        known.clear();
        memory.remove(slot); // there may be no larger one
        flat.close();
      }
      flat = Detached.uninitialized(type, length);
      memory.put(slot, flat);
      if (Poison.ON) {
        Poison.fill(Tensor.of(flat));
      }
    }
    if (known.size() == MOST_VIEWS) {
      known.remove(0);
    }
    INDArray view = Nd4j.create(flat.data(), shape, strides(shape), 0, 'c', type);
    known.add(view);
    return view;
  }

  /** Makes all contents undefined, in the test mode. */
  void poison() {
    memory.values().forEach(flat -> Poison.fill(Tensor.of(flat)));
  }

  INDArray like(Slot slot, INDArray array) {
    return of(slot, array.shape());
  }

  private static long[] strides(long... shape) {
    long[] stride = new long[shape.length];
    long step = 1;
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      stride[axis] = step;
      step *= shape[axis];
    }
    return stride;
  }

  @Override
  public void close() {
    views.clear();
    memory.values().forEach(INDArray::close);
    memory.clear();
  }
}
