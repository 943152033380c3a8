package dev.skipjack.runtime.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What all workers saw of a batch, in the order of its shards: every worker counts the images and
 * losses of all, so that they see the same to the last bit, and one process would.
 */
final class SharedEvaluation {
  private final GradientExchange exchange;
  private final Evaluation own;
  private final double[] nothing;
  private final List<double[]> totals = new ArrayList<>();

  /**
   * What a worker tells of its shards.
   *
   * @param divergence why there is no step; null if all is well
   * @param totals of the loss of each shard, {@link Loss.Total#save}
   * @param counts {@link Evaluation#save}
   */
  record Report(String divergence, List<double[]> totals, Map<String, double[]> counts) {}

  /**
   * @param own has seen nothing; its total is the one that losses add to
   */
  SharedEvaluation(GradientExchange exchange, Evaluation own) {
    this.exchange = exchange;
    this.own = own;
    this.nothing = own.total().save();
  }

  /** Of this worker's shards. */
  Evaluation own() {
    return own;
  }

  void begin() {
    own.clear();
    own.total().restore(nothing); // a step that failed left some
    totals.clear();
  }

  void shardEnds() {
    totals.add(own.total().save());
    own.total().restore(nothing);
  }

  /**
   * Tells the others, and adds what all saw.
   *
   * @param diverged null if all is well
   * @param seen nothing is added where somebody diverged
   * @throws DivergedException as one process would: of the first shard that diverged
   */
  void share(DivergedException diverged, Evaluation seen) {
    String divergence = diverged == null ? null : diverged.getMessage();
    Report report = new Report(divergence, totals, own.save());
    List<Report> all =
        exchange.gather(Exchanged.write(report)).stream()
            .map(bytes -> Exchanged.read(bytes, Report.class))
            .toList();
    for (Report one : all) {
      if (one.divergence() != null) {
        throw diverged != null && one.divergence().equals(divergence)
            ? diverged
            : new DivergedException(one.divergence());
      }
    }
    for (Report one : all) {
      one.totals().forEach(seen.total()::addSaved);
      seen.add(one.counts());
    }
  }
}
