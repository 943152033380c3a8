package dev.skipjack.benchmarks.djl;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import dev.skipjack.benchmarks.RandomBatch;
import dev.skipjack.benchmarks.TrainingRecipe;
import dev.skipjack.benchmarks.Workload;

/** Training steps with DJL's trainer; it has momentum, but not Nesterov's. */
final class DjlTraining implements Workload {
  private final Model model;
  private final Trainer trainer;
  private final NDArray images;
  private final NDArray labels;

  DjlTraining(Model model, RandomBatch batch) {
    this.model = model;
    Optimizer optimizer =
        Optimizer.sgd()
            .setLearningRateTracker(Tracker.fixed((float) TrainingRecipe.LEARNING_RATE))
            .optMomentum((float) TrainingRecipe.MOMENTUM)
            .optWeightDecays((float) TrainingRecipe.WEIGHT_DECAY)
            .build();
    this.trainer =
        model.newTrainer(
            new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss()).optOptimizer(optimizer));
    trainer.initialize(new Shape(batch.shape()));
    this.images = DjlEngine.images(model.getNDManager(), batch);
    this.labels = model.getNDManager().create(batch.labels(), new Shape(batch.labels().length));
  }

  @Override
  public long parameters() {
    return DjlEngine.parameters(model);
  }

  @Override
  public double step() {
    try (NDManager scope = model.getNDManager().newSubManager()) {
      NDArray batch = images.duplicate();
      batch.attach(scope);
      NDArray classes = labels.duplicate();
      classes.attach(scope);
      NDArray loss;
      try (GradientCollector collector = trainer.newGradientCollector()) {
        NDList logits = trainer.forward(new NDList(batch));
        loss = trainer.getLoss().evaluate(new NDList(classes), logits);
        collector.backward(loss);
      }
      trainer.step();
      return loss.getFloat();
    }
  }

  @Override
  public void close() {
    trainer.close();
    model.close();
  }
}
