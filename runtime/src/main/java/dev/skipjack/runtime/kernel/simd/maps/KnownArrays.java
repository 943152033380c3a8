package dev.skipjack.runtime.kernel.simd.maps;

import dev.skipjack.runtime.kernel.Tensor;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a kernel prepared for arrays that its caller hands over with each run: it meets the same
 * ones again. It keeps alive the one that it computes with, whose memory would be freed otherwise,
 * until the next one or {@link #release}; the others not, for batches of a user are large.
 */
public final class KnownArrays<T> {
  /** The full batch, the last partial one, and those of an evaluation. */
  private static final int MOST = 4;

  private record Known<T>(WeakReference<INDArray> array, T prepared) {}

  private final Function<INDArray, T> prepare;
  private final List<Known<T>> known = new ArrayList<>(MOST);
  private int next;
  private INDArray current;

  private KnownArrays(Function<INDArray, T> prepare) {
    this.prepare = prepare;
  }

  /** For maps and matrices. */
  public static KnownArrays<Planes> planes() {
    return new KnownArrays<>(array -> Planes.of(Tensor.of(array)));
  }

  /** For what is dense and has no batch: parameters, vectors. */
  public static KnownArrays<Memory> memory() {
    return new KnownArrays<>(array -> Memory.of(Tensor.of(array)));
  }

  /** Null for null. */
  public T of(INDArray array) {
    current = array;
    if (array == null) {
      return null;
    }
    for (int i = 0; i < known.size(); i++) {
      if (known.get(i).array().refersTo(array)) {
        return known.get(i).prepared();
      }
    }
    Known<T> made = new Known<>(new WeakReference<>(array), prepare.apply(array));
    if (known.size() < MOST) {
      known.add(made);
    } else {
      known.set(next, made);
      next = (next + 1) % MOST;
    }
    return made.prepared();
  }

  /** Lets go of the array, once a kernel that meets arrays of users has run. */
  public void release() {
    current = null;
  }
}
