package dev.skipjack.spark;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;

/** How a worker ended: it travels to the driver. */
sealed interface WorkerOutcome extends Serializable {
  /**
   * It trained to the end.
   *
   * @param weights a safetensors file, of worker 0 alone; else null
   * @param history as JSON, of worker 0 alone; else null
   * @param checksum of the weights
   */
  record Trained(String worker, byte[] weights, String history, String checksum)
      implements WorkerOutcome {}

  /**
   * It was well, and another one has told it why it ended.
   *
   * @param reason that one's
   */
  record Left(String worker, String reason) implements WorkerOutcome {}

  /** It has failed: what the network, the data or the settings are to blame for. */
  record Failed(String worker, Throwable failure) implements WorkerOutcome {
    /** Whether it may go well another time. */
    boolean mayPass() {
      return failure instanceof IOException || failure instanceof UncheckedIOException;
    }
  }

  /** An error that can travel: what it holds may not be serializable. */
  static Failed failed(String worker, Throwable failure) {
    try (ObjectOutputStream stream = new ObjectOutputStream(new ByteArrayOutputStream())) {
      stream.writeObject(failure);
      return new Failed(worker, failure);
    } catch (IOException e) {
      IllegalStateException other = new IllegalStateException(failure.toString());
      other.setStackTrace(failure.getStackTrace());
      return new Failed(worker, other);
    }
  }
}
