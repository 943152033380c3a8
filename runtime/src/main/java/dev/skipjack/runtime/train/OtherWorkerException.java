package dev.skipjack.runtime.train;

import java.util.List;

/** A worker would train something else than the others; nothing was trained. */
public final class OtherWorkerException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  private final String worker;
  private final transient List<String> differences;

  OtherWorkerException(String worker, String first, List<String> differences) {
    super(
        worker
            + " trains something else than "
            + first
            + ": "
            + String.join("; ", differences)
            + ". Workers give one result if they run the same program on the same data, with the"
            + " same kernels");
    this.worker = worker;
    this.differences = List.copyOf(differences);
  }

  /** The first that differs, for instance {@code worker 2 (10.0.0.7:4100)}. */
  public String worker() {
    return worker;
  }

  /** What is another, by name, what it has and what was expected. */
  public List<String> differences() {
    return differences == null ? List.of() : differences;
  }
}
