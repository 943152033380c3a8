package dev.skipjack.runtime.train;

import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.data.ElementView;
import dev.skipjack.runtime.parameters.Parameter;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Batch norm's running statistics before a step, whose forward pass changes them: a few numbers.
 */
final class KeptStatistics {
  private final TrainingNetwork network;
  private double[] kept = new double[0];
  private double[] now = new double[0];
  private ElementView view;

  KeptStatistics(TrainingNetwork network) {
    this.network = network;
  }

  void keep() {
    kept = read(kept);
  }

  /** Whether those of the network are finite. */
  boolean areFinite() {
    now = read(now);
    for (double value : now) {
      if (!Double.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  /** Writes back what was kept. */
  void restore() {
    write(kept);
  }

  /** How many numbers they are. */
  int length() {
    return Math.toIntExact(network.runningStatistics().length());
  }

  /**
   * By how much a pass changed what was kept, times a share.
   *
   * @param into at least as long, its head is overwritten
   */
  void change(double share, double[] into) {
    now = read(now);
    for (int i = 0; i < now.length; i++) {
      into[i] = share * (now[i] - kept[i]);
    }
  }

  /**
   * Those of the network.
   *
   * @param into at least as long, its head is overwritten
   */
  void values(double[] into) {
    now = read(now);
    System.arraycopy(now, 0, into, 0, now.length);
  }

  /** Writes what was kept with a change; where that is 0, as for frozen layers, exactly that. */
  void writeChanged(double[] change) {
    for (int i = 0; i < kept.length; i++) {
      change[i] += kept[i];
    }
    write(change);
  }

  /**
   * @param values the head of which is written
   */
  void write(double[] values) {
    INDArray running = network.runningStatistics();
    if (!running.wasClosed()) {
      ElementView.of(running, view).write(values, length(), 0);
    }
  }

  /** Writes back what was kept of these alone. */
  void restore(List<Parameter> parameters) {
    if (parameters.isEmpty()) {
      return;
    }
    view = ElementView.of(network.runningStatistics(), view);
    for (int i = 0; i < parameters.size(); i++) {
      Parameter parameter = parameters.get(i);
      int first = Math.toIntExact(parameter.offset());
      view.write(kept, first, Math.toIntExact(parameter.length()), first);
    }
  }

  private double[] read(double[] into) {
    INDArray running = network.runningStatistics();
    int length = Math.toIntExact(running.length());
    double[] values = into.length == length ? into : new double[length];
    view = ElementView.of(running, view);
    view.read(0, values, length);
    return values;
  }
}
