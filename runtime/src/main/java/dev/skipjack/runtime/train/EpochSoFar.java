package dev.skipjack.runtime.train;

import dev.skipjack.runtime.TrainingNetwork;

/** An epoch that is under way: what it minimizes, what was seen of it. */
final class EpochSoFar implements AutoCloseable {
  final OutputLosses losses;
  final GradientClipping.State clipping;
  final TrainingStep step;
  final Evaluation seen;

  /** Batches whose steps were taken. */
  int batches;

  /** Of training, up to when it was left. */
  double seconds;

  EpochSoFar(TrainingNetwork network, TrainingSettings settings, Optimizer.State optimizer) {
    this.losses = new OutputLosses(network, settings.mainLoss(), settings.auxiliaryLosses);
    this.clipping = settings.clipping.open(network.dataType());
    this.seen = Evaluator.evaluationFor(settings.train, network.classes(), losses.total());
    GradientExchange exchange = settings.exchange;
    SharedEvaluation shared =
        exchange == null
            ? null
            : new SharedEvaluation(
                exchange,
                Evaluator.evaluationFor(settings.train, network.classes(), losses.total()));
    this.step =
        new TrainingStep(
            network,
            settings.train.dataset().name(),
            settings.parts(),
            losses,
            clipping,
            optimizer,
            exchange,
            shared,
            settings.synchronizedBatchNorm);
  }

  @Override
  public void close() {
    step.close();
    clipping.close();
    losses.close();
  }
}
