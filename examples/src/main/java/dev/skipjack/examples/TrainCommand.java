package dev.skipjack.examples;

import static dev.skipjack.runtime.data.Augmentation.flip;
import static dev.skipjack.runtime.data.Augmentation.shift;

import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.data.Batches;
import dev.skipjack.runtime.data.Images;
import dev.skipjack.runtime.train.Evaluator;
import dev.skipjack.runtime.train.Progress;
import dev.skipjack.runtime.train.Schedule;
import dev.skipjack.runtime.train.Sgd;
import dev.skipjack.runtime.train.Training;
import dev.skipjack.runtime.weights.Weights;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "train",
    description =
        "Trains a network, saves it, evaluates the saved file and shows a few predictions.",
    mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {
  private static final int SHOWN = 6;

  @Mixin private NetworkOptions options;

  @Range(from = 1, to = 100_000)
  @Option(names = "--epochs", defaultValue = "4", description = "default: ${DEFAULT-VALUE}")
  private int epochs;

  @Range(from = 1, to = 65_536)
  @Option(
      names = "--batch",
      defaultValue = "64",
      description = "images (default: ${DEFAULT-VALUE})")
  private int batch;

  @Positive
  @Option(
      names = "--learning-rate",
      defaultValue = "0.1",
      description = "default: ${DEFAULT-VALUE}")
  private double learningRate;

  @Range(from = Long.MIN_VALUE, to = Long.MAX_VALUE)
  @Option(names = "--seed", defaultValue = "1", description = "default: ${DEFAULT-VALUE}")
  private long seed;

  @Range(from = 0, to = 31)
  @Option(
      names = "--shift",
      defaultValue = "0",
      description = "random shift, pixels (default: ${DEFAULT-VALUE})")
  private int shift;

  @Override
  public Integer call() throws IOException {
    PrintStream out = System.out;
    Weights.checkWritable(options.weights());
    try (TrainingNetwork network = options.network.train(seed)) {
      Batches train = train(network);
      Batches test = Predictions.test(options, network).batch(batch);
      out.printf(
          Locale.ROOT,
          "%s on %s: %,d images of %dx%dx%d, %,d for testing%n",
          network.name(),
          train.imageSet().name(),
          train.images(),
          network.inputChannels(),
          network.inputHeight(),
          network.inputWidth(),
          test.images());
      try (Training training = Training.of(network)) {
        training
            .data(train, test)
            .optimizer(Sgd.nesterov(0.9).weightDecay(1e-4))
            .schedule(Schedule.cosine(learningRate).warmUp(0.1))
            .listen(Progress.automatic(out))
            .fit(epochs);
      }
      Weights.save(network, options.weights());
      out.println("saved    " + options.weights());
    }
    try (InferenceNetwork network = options.load()) {
      Images test = Predictions.test(options, network);
      out.println("loaded   " + Evaluator.evaluate(network, test.batch(batch)));
      Images shown = options.set.prepare(test.imageSet().take(SHOWN), network);
      List<String> titles =
          IntStream.rangeClosed(1, SHOWN).mapToObj(number -> "image " + number).toList();
      Predictions.print(network, shown, titles, true, out);
    }
    return 0;
  }

  private Batches train(TrainingNetwork network) throws IOException {
    Images images = options.set.prepare(options.set.train(options.data), network).augment(flip());
    return (shift > 0 ? images.augment(shift(shift)) : images).shuffle(seed).batch(batch);
  }
}
