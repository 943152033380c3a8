package dev.skipjack.spark.ml;

import dev.skipjack.runtime.GeneratedNetworks;
import dev.skipjack.runtime.InferenceNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.broadcast.Broadcast;

/**
 * The networks of this JVM, one for each model, whose weights all tasks share. The two that were
 * used last stay when no task needs them, for the next one.
 */
final class ExecutorNetworks {
  private static final int KEPT = 2;
  private static final Map<String, InferenceNetwork> OPEN = new LinkedHashMap<>(16, 0.75f, true);

  private static int reads;

  private ExecutorNetworks() {}

  /**
   * A network for one task, which closes it: what it predicts of an image does not depend on the
   * others of a batch.
   *
   * @param checksum of the weights
   * @param weights a safetensors file, which is fetched where it is not known yet
   */
  static InferenceNetwork fork(Class<?> model, String checksum, Broadcast<byte[]> weights)
      throws IOException {
    String key = model.getName() + " " + checksum;
    synchronized (OPEN) {
      InferenceNetwork network = OPEN.get(key);
      if (network == null) {
        network = open(model, weights.value());
        reads++;
        OPEN.put(key, network);
        closeOldest();
      }
      return network.fork().concurrentPieces(false).batchInvariant(true); // tasks are at once
    }
  }

  /** Forks keep the weights. */
  private static void closeOldest() {
    if (OPEN.size() > KEPT) {
      String oldest = OPEN.keySet().iterator().next();
      OPEN.remove(oldest).close();
    }
  }

  /** Opens a network with the weights of a file's bytes; the caller closes it. */
  static InferenceNetwork open(Class<?> model, byte[] weights) throws IOException {
    Path file = Files.createTempFile("skipjack-", ".safetensors");
    try {
      Files.write(file, weights);
      return GeneratedNetworks.forInference(model, file);
    } finally {
      Files.delete(file);
    }
  }

  /** How often weights were read so far. */
  static int reads() {
    synchronized (OPEN) {
      return reads;
    }
  }
}
