package dev.skipjack.spark.ml;

import dev.skipjack.spark.SparkTraining;
import dev.skipjack.spark.TrainingSetup;
import java.io.Serializable;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.Params;

/** What a classifier is asked for, and its model is not. */
final class TrainingParams implements Serializable {
  private static final long serialVersionUID = 1L;

  final Param<String> labelCol;
  final IntParam shards;
  final IntParam workers;
  final IntParam epochs;
  final LongParam seed;
  final DoubleParam validation;
  final Param<String> checkpoint;
  final LongParam checkpointEverySteps;
  final BooleanParam allowPlainExchange;
  final Param<String> setup;
  final Param<String> imagesSetup;
  private final Params owner;

  /**
   * @param owner whose uid is known already
   */
  TrainingParams(Params owner) {
    this.owner = owner;
    labelCol = new Param<>(owner, "labelCol", "labels: numbers from 0 on, or strings");
    shards = new IntParam(owner, "shards", "parts of each batch", ParamValidators.gtEq(1));
    workers = new IntParam(owner, "workers", "executors that train", ParamValidators.gtEq(1));
    epochs = new IntParam(owner, "epochs", "passes over the images", ParamValidators.gtEq(1));
    seed = new LongParam(owner, "seed", "of all chance");
    validation =
        new DoubleParam(
            owner,
            "validation",
            "share of the images that is evaluated on",
            ParamValidators.inRange(0, 1, true, false));
    checkpoint = new Param<>(owner, "checkpoint", "directory of checkpoints");
    checkpointEverySteps =
        new LongParam(
            owner,
            "checkpointEverySteps",
            "steps between checkpoints; 0: after each epoch alone",
            ParamValidators.gtEq(0));
    allowPlainExchange =
        new BooleanParam(owner, "allowPlainExchange", "gradients travel though Spark encrypts");
    setup = new Param<>(owner, "setup", "class that sets up the training");
    imagesSetup = new Param<>(owner, "imagesSetup", "class that sets up the images");
    owner.setDefault(labelCol, "label");
    owner.setDefault(shards, 8);
    owner.setDefault(workers, 1);
    owner.setDefault(epochs, 10);
    owner.setDefault(seed, 1L);
    owner.setDefault(validation, 0.0);
    owner.setDefault(checkpointEverySteps, 0L);
    owner.setDefault(allowPlainExchange, false);
  }

  /**
   * @param function null: a training's defaults
   */
  SparkTraining configure(SparkTraining training, TrainingSetup function) {
    training.shards((int) owner.getOrDefault(shards)).workers((int) owner.getOrDefault(workers));
    if (function != null) {
      training.setup(function);
    }
    if (owner.isDefined(checkpoint)) {
      training.checkpoint(owner.getOrDefault(checkpoint));
    }
    long steps = (long) owner.getOrDefault(checkpointEverySteps);
    if (steps > 0) {
      training.checkpointEverySteps(steps);
    }
    if ((boolean) owner.getOrDefault(allowPlainExchange)) {
      training.allowPlainExchange();
    }
    return training;
  }
}
