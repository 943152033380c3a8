package dev.skipjack.runtime.kernel;

import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;

/** A source of kernels, found with {@link java.util.ServiceLoader}. */
public interface KernelProvider {
  /** What {@code -Dskipjack.kernels} and {@code doctor} call it. */
  String name();

  /** The highest available one is asked first. */
  int priority();

  /** Why it cannot be used here and what would change that, or empty. Never throws. */
  Optional<String> unavailableReason(DataType type);

  /** Whether a user could make it available: where it is not, that is said once, unasked. */
  default boolean canBeMended(DataType type) {
    return false;
  }

  /** What it uses here, for people: "16 lanes, 2 threads". Asked only where it is available. */
  default String description() {
    return "";
  }

  /** Whether it may round in another way with another number of threads. */
  default boolean roundsByThreads() {
    return true;
  }

  /**
   * What decides how it rounds here, besides the number of threads: for instance how wide its
   * vectors are, and for which caches it cuts its work. Asked only where it is available.
   */
  default String vectors() {
    return "";
  }

  /**
   * @param type FLOAT or DOUBLE
   */
  KernelFactory open(DataType type);
}
