package dev.skipjack.runtime.train;

import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.data.Batch;
import dev.skipjack.runtime.data.ImageRange;
import dev.skipjack.runtime.parameters.Parameter;
import dev.skipjack.runtime.parameters.ParameterRole;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One step of a training, all of it or nothing: if something in it is not finite, weights, running
 * statistics and what the optimizer remembers stay as after the step before (decision 021).
 *
 * <ul>
 *   <li>The forward pass changes running statistics: they are kept, and written back.
 *   <li>Nothing else changes before the optimizer's step. Loss and gradient are looked at before.
 *   <li>That step cannot be undone: the optimizer is asked whether it could leave the range.
 * </ul>
 */
final class TrainingStep implements AutoCloseable {
  private final TrainingNetwork network;
  private final OutputLosses losses;
  private final GradientClipping.State clipping;
  private final Optimizer.State optimizer;
  private final KeptStatistics statistics;
  private final Shards shards;
  private final ShardSums sums;

  /** Null without other workers. */
  private final SharedEvaluation shared;

  /** Null where batch norm is over what the network is given. */
  private final SynchronizedStatistics synchronization;

  private final Magnitude magnitude;
  private final String images;
  private int epoch;
  private long number;
  private double loss;
  private double norm;

  /**
   * @param images what they are called in messages
   * @param microBatches the most shards of a batch
   * @param exchange with other workers; null without
   * @param shared likewise
   * @param synchronizes whether batch norm is over the shards of all workers
   */
  TrainingStep(
      TrainingNetwork network,
      String images,
      int microBatches,
      OutputLosses losses,
      GradientClipping.State clipping,
      Optimizer.State optimizer,
      GradientExchange exchange,
      SharedEvaluation shared,
      boolean synchronizes) {
    this.network = network;
    this.images = images;
    this.losses = losses;
    this.clipping = clipping;
    this.optimizer = optimizer;
    this.statistics = new KeptStatistics(network);
    this.shards = new Shards(microBatches, network.leastImages());
    this.sums = new ShardSums(network, statistics, exchange);
    this.shared = shared;
    this.synchronization =
        synchronizes && exchange != null && exchange.workers() > 1
            ? new SynchronizedStatistics(exchange)
            : null;
    this.magnitude = new Magnitude(network.dataType());
  }

  /** Which images of a batch of so many are run here. */
  ImageRange ownImages(int ofBatch) {
    int count = shards.count(ofBatch);
    ShardRange own = sums.own(count);
    if (own.isEmpty() && synchronization != null) {
      own = new ShardRange(0, 1); // which it runs to meet the others
    }
    return new ImageRange(
        Shards.first(own.first(), count, ofBatch), Shards.first(own.end(), count, ofBatch));
  }

  /**
   * @param seen gets the outputs and the loss
   * @param inEpoch for messages: from 1
   * @param asNumber for messages: from 1
   * @throws DivergedException if loss, running statistics or gradient are not finite, or a step
   *     could make weights so
   */
  void run(Batch batch, double learningRate, Evaluation seen, int inEpoch, long asNumber) {
    boolean taken = false;
    epoch = inEpoch;
    number = asNumber;
    statistics.keep();
    try {
      learn(batch, seen);
      statistics.restore(optimizer.frozenStatistics());
      optimizer.dropUnused(network.gradients());
      norm = clipping.clip(network.gradients());
      if (!Double.isFinite(norm)) {
        throw diverged(
            String.format(
                Locale.ROOT,
                "the gradient of %s%s became %s",
                network.name(),
                badGradient(),
                norm));
      }
      INDArray parameters = network.trainable();
      if (optimizer.canOverflow(parameters, norm, learningRate)) {
        throw isNetworkFinite() ? farStep(learningRate) : ruined();
      }
      optimizer.step(parameters, network.gradients(), learningRate);
      network.parametersChanged(); // who predicted meanwhile saw a part of the step
      taken = true;
    } finally {
      if (!taken) {
        statistics.restore();
      }
    }
  }

  private void learn(Batch batch, Evaluation seen) {
    int count = shards.count(batch.size());
    ShardRange own = sums.begin(count);
    if (shared == null) {
      learn(batch, own, count, seen);
    } else if (synchronization != null) {
      network.shareStatistics(synchronization);
      try {
        learnTogether(batch, own, seen);
      } finally {
        network.shareStatistics(null);
      }
    } else {
      learnOwn(batch, own, count, seen);
    }
    loss = sums.end();
  }

  /** Whether one of the workers diverges, all know before they add up. */
  private void learnOwn(Batch batch, ShardRange own, int count, Evaluation seen) {
    long next = network.step() + 1;
    DivergedException diverged = null;
    shared.begin();
    try {
      learn(batch, own, count, shared.own());
    } catch (DivergedException e) {
      diverged = e;
    }
    network.step(next); // also where there was no shard for this worker
    shared.share(diverged, seen);
  }

  /**
   * Pass by pass with the others, whose statistics this one needs: a worker without a shard runs
   * the first one, which counts for nothing. All know whether one diverges before the backward
   * pass, in which it would be missed.
   */
  private void learnTogether(Batch batch, ShardRange own, Evaluation seen) {
    long step = network.step();
    boolean counts = !own.isEmpty();
    int shard = counts ? own.first() : 0;
    Batch part = shards.of(batch, shard);
    int first = Shards.first(shard, shards.count(batch.size()), batch.size());
    DivergedException diverged = null;
    synchronization.begin(part.size(), batch.size(), counts);
    shared.begin();
    try {
      forward(part, batch, step, first, counts ? shared.own() : null);
    } catch (DivergedException e) {
      diverged = counts ? e : null;
    }
    if (counts) {
      shared.shardEnds();
    }
    shared.share(diverged, seen);
    network.backward(losses.gradients());
    if (counts) {
      sums.add(shard, (double) part.size() / batch.size(), loss);
    }
  }

  private void learn(Batch batch, ShardRange own, int count, Evaluation seen) {
    long step = network.step();
    for (int shard = own.first(); shard < own.end(); shard++) {
      int first = Shards.first(shard, count, batch.size());
      Batch part = shards.of(batch, shard);
      learn(part, batch, step, first, seen);
      sums.add(shard, (double) part.size() / batch.size(), loss);
      if (shared != null) {
        shared.shardEnds();
      }
    }
  }

  private void learn(Batch part, Batch batch, long step, int first, Evaluation seen) {
    forward(part, batch, step, first, seen);
    network.backward(losses.gradients());
  }

  /**
   * @param seen null: nobody counts these images
   */
  private void forward(Batch part, Batch batch, long step, int first, Evaluation seen) {
    INDArray output = network.forward(part.inputs(), step, first);
    boolean isOnly = network.outputNames().size() == 1; // then there is nothing else to fetch
    loss = losses.run(isOnly ? List.of(output) : network.outputs(), part, batch);
    if (!Double.isFinite(loss)) {
      throw diverged(String.format(Locale.ROOT, "the loss of %s became %s", network.name(), loss));
    }
    if (!statistics.areFinite()) {
      throw diverged(
          String.format(
              Locale.ROOT,
              "running statistics of %s%s are not finite",
              network.name(),
              badWeights()));
    }
    if (seen != null) {
      seen.add(output, part.labels(), loss);
    }
  }

  /** Of the last step. */
  double loss() {
    return loss;
  }

  /** Of the last step's gradient, before it was clipped. */
  double gradientNorm() {
    return norm;
  }

  /** Whether weights and running statistics are finite. */
  boolean isNetworkFinite() {
    return Double.isFinite(magnitude.of(network.parameters())) && statistics.areFinite();
  }

  private DivergedException farStep(double learningRate) {
    return diverged(
        String.format(
            Locale.ROOT,
            "a step of rate %.3g by a gradient of norm %.3g could lead the weights of %s, or what the optimizer remembers, out of the range of %s",
            learningRate,
            norm,
            network.name(),
            network.dataType()));
  }

  /**
   * What to throw where weights came in that are not finite, or an optimizer that does not foresee
   * made them so.
   */
  DivergedException ruined() {
    return diverged(
        String.format(Locale.ROOT, "weights of %s%s are not finite", network.name(), badWeights()));
  }

  private DivergedException diverged(String what) {
    return new DivergedException(
        String.format(
            Locale.ROOT,
            "%s in epoch %d, step %d: lower the learning rate, clip the gradient, or look for bad values in %s",
            what,
            epoch,
            number,
            images));
  }

  private String badGradient() {
    return firstBad(parameter -> network.gradients(), ParameterRole.TRAINABLE);
  }

  /** For instance {@code " (first: 'conv1.weight')"}. */
  String badWeights() {
    return firstBad(
        parameter ->
            parameter.role() == ParameterRole.RUNNING
                ? network.runningStatistics()
                : network.parameters(),
        ParameterRole.values());
  }

  private String firstBad(Function<Parameter, INDArray> vector, ParameterRole... roles) {
    for (Parameter parameter : network.parameterList()) {
      if (List.of(roles).contains(parameter.role())) {
        INDArray elements = vector.apply(parameter);
        if (!Double.isFinite(Magnitude.largest(elements, parameter.offset(), parameter.length()))) {
          return " (first: '" + parameter.name() + "')";
        }
      }
    }
    return "";
  }

  @Override
  public void close() {
    sums.close();
    magnitude.close();
  }
}
