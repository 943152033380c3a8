package dev.skipjack.runtime.train;

import dev.skipjack.runtime.Network;
import dev.skipjack.runtime.data.ElementView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32C;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What workers have to agree on besides the sums: what they train, and when they stop. */
final class Agreement {
  private static final int PIECE = 1 << 14;

  private final GradientExchange exchange;

  /**
   * Between two steps.
   *
   * @param stopped why a listener stopped it; null if none did
   * @param exiting whether the JVM was asked to end
   * @param weights {@link #checksum} at the end of an epoch; else null
   */
  record Wish(String stopped, boolean exiting, String weights) {}

  /** What a fit is, by name. */
  record Identity(Map<String, String> values) {}

  /** Null: nothing. */
  record Share(String what) {}

  Agreement(GradientExchange exchange) {
    this.exchange = exchange;
  }

  /**
   * Before the first step of a fit.
   *
   * @param own {@link TrainingIdentity}, and where it stands
   * @throws OtherWorkerException naming the first worker that has something else than worker 0, and
   *     what
   */
  void compare(Map<String, String> own) {
    Map<String, String> mine = new LinkedHashMap<>(own);
    mine.put("java", Runtime.version().feature() + " on " + System.getProperty("os.arch"));
    List<byte[]> all = exchange.gather(Exchanged.write(new Identity(mine)));
    Map<String, String> first = Exchanged.read(all.get(0), Identity.class).values();
    for (int worker = 1; worker < all.size(); worker++) {
      Map<String, String> other = Exchanged.read(all.get(worker), Identity.class).values();
      List<String> differences = differences(first, other);
      if (!differences.isEmpty()) {
        throw new OtherWorkerException(
            exchange.describe(worker), exchange.describe(0), differences);
      }
    }
  }

  private static List<String> differences(Map<String, String> first, Map<String, String> other) {
    List<String> differences = new ArrayList<>();
    Map<String, String> all = new LinkedHashMap<>(first);
    other.forEach(all::putIfAbsent);
    for (String name : all.keySet()) {
      String expected = first.getOrDefault(name, "nothing");
      String got = other.getOrDefault(name, "nothing");
      if (!expected.equals(got)) {
        differences.add(
            String.format(Locale.ROOT, "%s: it has %s, expected %s", name, got, expected));
      }
    }
    return differences;
  }

  /**
   * Between two steps.
   *
   * @return what holds for all: whatever one of them wishes
   * @throws IllegalStateException if weights have come apart
   */
  Wish agree(Wish own) {
    List<Wish> all =
        exchange.gather(Exchanged.write(own)).stream()
            .map(bytes -> Exchanged.read(bytes, Wish.class))
            .toList();
    String stopped = null;
    boolean exiting = false;
    for (int worker = 0; worker < all.size(); worker++) {
      Wish wish = all.get(worker);
      exiting |= wish.exiting();
      stopped = stopped == null ? wish.stopped() : stopped;
      String expected = all.get(0).weights();
      if (expected != null && !expected.equals(wish.weights())) {
        throw new IllegalStateException(
            String.format(
                Locale.ROOT,
                "%s has other weights (%s) than %s (%s) after the same steps: a listener of one of them changed some, or a machine is faulty",
                exchange.describe(worker),
                wish.weights(),
                exchange.describe(0),
                expected));
      }
    }
    return new Wish(stopped, exiting, null);
  }

  /**
   * What each worker would do by itself, were it not shared.
   *
   * @param own null: this one shares nothing
   * @return whether all have the same, and share it
   */
  boolean isSame(String own) {
    List<Share> all =
        exchange.gather(Exchanged.write(new Share(own))).stream()
            .map(bytes -> Exchanged.read(bytes, Share.class))
            .toList();
    return own != null && all.stream().allMatch(each -> own.equals(each.what()));
  }

  /** Of parameters and running statistics: CRC-32C, eight digits. */
  static String checksum(Network network) {
    CRC32C sum = new CRC32C();
    add(network.parameters(), sum);
    INDArray running = network.runningStatistics();
    if (!running.wasClosed()) {
      add(running, sum);
    }
    return String.format(Locale.ROOT, "%08x", sum.getValue());
  }

  private static void add(INDArray array, CRC32C sum) {
    ElementView view = ElementView.of(array);
    double[] values = new double[PIECE];
    byte[] bytes = new byte[PIECE * Double.BYTES];
    for (long first = 0; first < array.length(); first += PIECE) {
      int count = (int) Math.min(PIECE, array.length() - first);
      view.read(first, values, count);
      for (int i = 0; i < count; i++) {
        long bits = Double.doubleToRawLongBits(values[i]);
        for (int at = 0; at < Double.BYTES; at++) {
          bytes[i * Double.BYTES + at] = (byte) (bits >>> (Byte.SIZE * at));
        }
      }
      sum.update(bytes, 0, count * Double.BYTES);
    }
  }
}
