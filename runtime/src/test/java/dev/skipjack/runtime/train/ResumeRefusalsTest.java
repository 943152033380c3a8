package dev.skipjack.runtime.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipjack.runtime.checkpoint.Checkpoints;
import dev.skipjack.runtime.data.Augmentation;
import dev.skipjack.runtime.data.Batches;
import dev.skipjack.runtime.data.ImageSet;
import dev.skipjack.runtime.data.Images;
import dev.skipjack.runtime.kernel.Settings;
import dev.skipjack.runtime.optimize.ExponentialMovingAverage;
import dev.skipjack.runtime.parameters.ParameterRole;
import dev.skipjack.runtime.weights.Safetensors;
import dev.skipjack.runtime.weights.Weights;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Who goes on with another training is told what is another, and what can be allowed. */
class ResumeRefusalsTest {
  @TempDir private Path directory;
  private Path file;

  private static Batches data(int value, long seed, int batch) {
    return images(value, seed).batch(batch);
  }

  private static Images images(int value, long seed) {
    byte[] pixels = new byte[20 * 4];
    byte[] labels = new byte[20];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i * value);
      labels[i / 4] = (byte) (i / 4 % 3);
    }
    return new ImageSet("lines", 1, 2, 2, pixels, labels, List.of("a", "b", "c")).shuffle(seed);
  }

  private static PixelNetwork network(DataType type, int classes, long seed) {
    return new PixelNetwork(ParameterRole.TRAINABLE, classes, type, seed, 0.2);
  }

  private Training training(PixelNetwork network) {
    return Training.of(network)
        .data(data(7, 1, 4), data(5, 0, 10))
        .optimizer(Adam.adam())
        .schedule(Schedule.cosine(0.1))
        .labelSmoothing(0.1);
  }

  /** Two epochs of four and two steps of the third. */
  @BeforeEach
  void trainAndStop() throws IOException {
    TrainingListener stop =
        new TrainingListener() {
          @Override
          public void stepEnds(TrainingState training, TrainingState.Step step) {
            if (step.number() == 12) {
              throw new IllegalStateException("killed");
            }
          }
        };
    try (PixelNetwork network = network(DataType.FLOAT, 3, 1);
        Training training = training(network)) {
      training.checkpoints(Checkpoints.in(directory).everySteps(2).everyEpochs(1)).listen(stop);
      assertThatThrownBy(() -> training.fit(4)).hasMessage("killed");
    }
    file = directory.resolve("step-000000010.safetensors");
    assertThat(file).exists();
  }

  private record Other(String name, Consumer<Training> settings, Allow allow, String message) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Other> others() {
    return Stream.of(
        new Other(
            "data", t -> t.data(data(9, 1, 4), data(5, 0, 10)), Allow.OTHER_DATA, "data: it was"),
        new Other(
            "order",
            t -> t.data(data(7, 2, 4), data(5, 0, 10)),
            Allow.OTHER_DATA,
            "order: it was 20 images of 1x2x2, seed 1 ("),
        new Other(
            "augmentation",
            t -> t.data(images(7, 1).augment(Augmentation.flip()).batch(4), data(5, 0, 10)),
            Allow.OTHER_DATA,
            "images: it was mean [0.0], standard deviation [1.0] and is mean [0.0], standard deviation [1.0], augmentation [Flip[]]"),
        new Other(
            "test data", t -> t.data(data(7, 1, 4)), Allow.OTHER_TEST_DATA, "and is none; to go"),
        new Other(
            "batch",
            t -> t.data(data(7, 1, 5), data(5, 0, 10)),
            Allow.OTHER_BATCHES,
            "batches: it was 5 of 4 and is 4 of 5; to go on all the same: Allow.OTHER_BATCHES (an epoch that was under way then begins anew)"),
        new Other(
            "parts",
            t -> t.microBatches(2),
            Allow.OTHER_BATCHES,
            "micro-batches: it was 1 and is 2"),
        new Other(
            "batch norm",
            Training::synchronizedBatchNorm,
            Allow.OTHER_BATCHES,
            "batch norm: it was of each part and is synchronized"),
        new Other(
            "optimizer",
            t -> t.optimizer(Adam.adamW()),
            Allow.OTHER_OPTIMIZER,
            "optimizer: it was Adam[beta1=0.9, beta2=0.999, epsilon=1.0E-8, weightDecay=0.0, decoupled=false] and is Adam["),
        new Other(
            "schedule",
            t -> t.schedule(Schedule.cosine(0.2)),
            Allow.OTHER_SCHEDULE,
            "schedule: it was from 0.1000 ("),
        new Other(
            "plan", t -> t.plan(8), Allow.OTHER_SCHEDULE, "plan: it was 4 epochs and is 8 epochs"),
        new Other(
            "smoothing",
            t -> t.labelSmoothing(0),
            Allow.OTHER_LOSS,
            "loss: it was CrossEntropy[smoothing=0.1], label smoothing 0.1 and is CrossEntropy[smoothing=0.0]; to"),
        new Other(
            "clipping",
            t -> t.clip(GradientClipping.byValue(1)),
            Allow.OTHER_LOSS,
            "clipping: it was"),
        new Other(
            "average",
            t -> t.average(ExponentialMovingAverage.of(0.9)),
            Allow.OTHER_AVERAGE,
            "average: it was none and is ExponentialMovingAverage["));
  }

  @ParameterizedTest
  @MethodSource("others")
  void whatIsAnotherIsNamedAndCanBeAllowed(Other other) throws IOException {
    try (PixelNetwork network = network(DataType.FLOAT, 3, 1);
        Training training = training(network)) {
      other.settings().accept(training);
      training.resume(directory);
      assertThatThrownBy(() -> training.fit(4))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith(file + " is not of this training:")
          .hasMessageContaining(other.message())
          .hasMessageContaining("Allow." + other.allow());
    }
    try (PixelNetwork network = network(DataType.FLOAT, 3, 1);
        Training training = training(network)) {
      other.settings().accept(training);
      training.resume(directory, other.allow());
      History history = training.fit(4);
      assertThat(history.epochs()).hasSize(4);
      assertThat(history.epochs().get(2).images()).isEqualTo(20);
    }
  }

  /** Also where nothing is left to train: who changed something is told that it changes nothing. */
  @ParameterizedTest
  @MethodSource("others")
  void whatIsAnotherIsNamedWhereTheTrainingIsOver(Other other) throws IOException {
    Path over = directory.resolve("over");
    try (PixelNetwork network = network(DataType.FLOAT, 3, 1);
        Training training = training(network)) {
      training.checkpoints(Checkpoints.in(over)).fit(4);
    }
    try (PixelNetwork network = network(DataType.FLOAT, 3, 1);
        Training training = training(network)) {
      other.settings().accept(training);
      training.resume(over);
      assertThatThrownBy(() -> training.fit(4))
          .isInstanceOf(OtherTrainingException.class)
          .hasMessageContaining(other.message())
          .hasMessageContaining("Allow." + other.allow());
    }
    try (PixelNetwork network = network(DataType.FLOAT, 3, 1);
        Training training = training(network)) {
      other.settings().accept(training);
      training.resume(over, other.allow());
      assertThat(training.fit(4).epochs()).hasSize(4);
    }
  }

  @Test
  void anotherNetworkIsRefusedWhateverIsAllowed() {
    try (PixelNetwork network = network(DataType.FLOAT, 4, 1)) {
      double[] before = network.parameters().toDoubleVector();
      assertThatThrownBy(() -> Training.of(network).resume(file, Allow.values()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("trainable parameters: it was 12 and is 16");
      assertThat(network.parameters().toDoubleVector()).isEqualTo(before);
    }
    try (PixelNetwork network = network(DataType.DOUBLE, 3, 1)) {
      assertThatThrownBy(() -> Training.of(network).resume(file, Allow.values()))
          .hasMessageContaining("data type: it was FLOAT and is DOUBLE")
          .hasMessageNotContaining("Allow.");
    }
  }

  /** What decides rounding and what is drawn. */
  @Test
  void anotherSeedAndOtherThreadsAreNamed() throws IOException {
    try (PixelNetwork network = network(DataType.FLOAT, 3, 2)) {
      assertThatThrownBy(() -> Training.of(network).resume(file))
          .hasMessageContaining("seed: it was 1 and is 2; to go on all the same: Allow.OTHER_SEED");
    }
    String before = System.getProperty(Settings.THREADS);
    System.setProperty(Settings.THREADS, "77");
    try (PixelNetwork network = network(DataType.FLOAT, 3, 1);
        Training training = training(network)) {
      if (network.kernels().stream().allMatch(kernel -> kernel.provider().equals("simd"))) {
        training.resume(file); // any number of threads gives the same bits
      } else {
        assertThatThrownBy(() -> training.resume(file))
            .hasMessageContaining("threads: it was ")
            .hasMessageContaining(" and is 77; to go on all the same: Allow.OTHER_THREADS");
        training.resume(file, Allow.OTHER_THREADS);
      }
      assertThat(training.fit(4).epochs()).hasSize(4);
    } finally {
      if (before == null) {
        System.clearProperty(Settings.THREADS);
      } else {
        System.setProperty(Settings.THREADS, before);
      }
    }
  }

  /** Weights mean what they meant: it goes on, and says what is otherwise. */
  @Test
  void aClassThatWasCompiledOtherwiseGoesOnAndIsTold() throws IOException {
    try (PixelNetwork network = network(DataType.FLOAT, 3, 1);
        Training training = training(network)) {
      assertThat(training.resume(file).compiledOtherwise()).isEmpty();
    }
    try (PixelNetwork network =
            new PixelNetwork(ParameterRole.TRAINABLE, 3, DataType.FLOAT, 1, 0.3);
        Training training = training(network)) {
      Resumed resumed = training.resume(file);
      assertThat(resumed.compiledOtherwise().orElseThrow())
          .matches(
              "compiled: it was 2 steps, 0 of them with maps in blocks \\([0-9a-f]{8}\\) and is 2"
                  + " steps, 0 of them with maps in blocks \\([0-9a-f]{8}\\): another version of"
                  + " the compiler, other layouts, passes or attributes; results then differ from"
                  + " those of one run, in rounding at least");
      assertThat(resumed.toString()).endsWith("; " + resumed.compiledOtherwise().get());
      assertThat(training.fit(4).epochs()).hasSize(4);
    }
  }

  @Test
  void aCheckpointThatDoesNotSayHowItWasCompiledGoesOn() {
    try (PixelNetwork network = network(DataType.FLOAT, 3, 1)) {
      Map<String, String> now = TrainingIdentity.ofNetwork(network);
      Map<String, String> old = new LinkedHashMap<>(now);
      assertThat(old.remove(TrainingIdentity.COMPILED)).isNotNull();
      assertThat(TrainingIdentity.compiledOtherwise(old, now)).isEmpty();
      assertThat(TrainingIdentity.compare(old, now, Set.of(), file)).isEmpty();
    }
  }

  /** A damaged one is passed over and told; the one before goes on. */
  @Test
  void aDamagedCheckpointIsPassedOverAndNamed() throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    try (PixelNetwork network = network(DataType.FLOAT, 3, 1);
        Training training = training(network)) {
      Resumed resumed = training.resume(directory);
      assertThat(resumed.steps()).isEqualTo(9);
      assertThat(resumed.epochs()).isEqualTo(1);
      assertThat(resumed.batches()).isEqualTo(4);
      assertThat(resumed.skipped()).hasSize(1);
      assertThat(resumed.toString())
          .startsWith("resumed after 9 steps, in epoch 2 after 4 batches, from " + directory)
          .contains("; skipped: ", file.toString());
      // it does not count as another training's, and is written anew
      training.checkpoints(Checkpoints.in(directory).everySteps(2)).fit(4);
    }
    try (PixelNetwork network = network(DataType.FLOAT, 3, 1)) {
      assertThatThrownBy(() -> Training.of(network).resume(directory.resolve("none")))
          .isExactlyInstanceOf(IOException.class)
          .hasMessageStartingWith("there is no checkpoint in ");
      Path weights = directory.resolve("weights.safetensors");
      Weights.save(network, weights);
      assertThatThrownBy(() -> Training.of(network).resume(weights))
          .isExactlyInstanceOf(IOException.class)
          .hasMessageContaining(weights + " has no training in it: it is no checkpoint");
      Safetensors.write(weights, Map.of("any", network.parameters()));
      assertThatThrownBy(() -> Training.of(network).resume(weights))
          .isExactlyInstanceOf(IOException.class)
          .hasMessageContaining(weights + ": it has no checksum")
          .hasMessageEndingWith("it is no checkpoint");
    }
  }

  /** Else the next resume would go on with the wrong one, and this one's night be lost. */
  @Test
  void checkpointsOfAnotherTrainingAreNotWrittenOver() throws IOException {
    try (PixelNetwork network = network(DataType.FLOAT, 3, 1);
        Training training = training(network)) {
      training.checkpoints(Checkpoints.in(directory));
      assertThatThrownBy(() -> training.fit(4))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              directory
                  + " has checkpoints that this training did not write, the newest is step-000000010.safetensors: go on with it, resume(directory), or take another directory");
    }
    try (PixelNetwork network = network(DataType.FLOAT, 3, 1);
        Training training = training(network)) {
      training.resume(directory.resolve("step-000000009.safetensors"));
      training.checkpoints(Checkpoints.in(directory));
      assertThatThrownBy(() -> training.fit(4)).hasMessageContaining("step-000000010");
    }
  }

  /** Weights can be taken out of it as out of any file. */
  @Test
  void aCheckpointHasTheWeights() throws IOException {
    try (PixelNetwork one = network(DataType.FLOAT, 3, 1);
        PixelNetwork other = network(DataType.FLOAT, 3, 5)) {
      Training.of(one).resume(file);
      assertThat(Weights.loadPart(other, file, "").loaded()).hasSize(2);
      assertThat(other.parameters()).isEqualTo(one.parameters());
    }
  }

  @Test
  void theProgramThatGoesOnAsksForTheSameFits() throws IOException {
    Path place = directory.resolve("fits");
    double[] whole = twoFits(place, null);
    // both had ended: nothing is trained
    assertThat(twoFits(place, place)).isEqualTo(whole);
    try (PixelNetwork network = network(DataType.FLOAT, 3, 1);
        Training training = training(network)) {
      training.resume(place);
      assertThatThrownBy(() -> training.fit(3))
          .hasMessage(
              "number 1 of the fits that are resumed was fit(1), and is fit(3): the program that goes on has to ask for the same");
      training.fit(1);
      training.schedule(Schedule.constant(0.01));
      assertThatThrownBy(() -> training.fit(1))
          .hasMessage("fit(1) would end after epoch 2, but 3 are over: it was fit(2)");
      // the last one, longer than it was
      assertThat(training.fit(5).epochs()).hasSize(6);
    }
  }

  private double[] twoFits(Path place, Path from) throws IOException {
    try (PixelNetwork network = network(DataType.FLOAT, 3, 1);
        Training training = training(network)) {
      if (from != null) {
        training.resume(from);
      }
      training.checkpoints(Checkpoints.in(place));
      training.fit(1);
      training.schedule(Schedule.constant(0.01));
      assertThat(training.fit(2).epochs()).hasSize(3);
      assertThat(network.preparation()).isEqualTo(data(7, 1, 4).preparation()).isPresent();
      return network.parameters().toDoubleVector();
    }
  }

  /** It would begin afresh, or what it knew be lost. */
  @Test
  void listenersThatAreMissingOrNewAreNamed() throws IOException {
    Path place = directory.resolve("listeners");
    TrainingListener counting =
        new TrainingListener() {
          @Override
          public Map<String, String> save() {
            return Map.of("count", "1");
          }
        };
    try (PixelNetwork network = network(DataType.FLOAT, 3, 1);
        Training training = training(network)) {
      training.checkpoints(Checkpoints.in(place)).listen(counting).plan(2).fit(1);
    }
    try (PixelNetwork network = network(DataType.FLOAT, 3, 1);
        Training training = training(network)) {
      training.resume(place);
      assertThatThrownBy(() -> training.plan(2).fit(1 + 1))
          .hasMessageContaining("listener " + counting.getClass().getName() + " 1 is missing")
          .hasMessageEndingWith("Allow.OTHER_LISTENERS");
    }
    try (PixelNetwork network = network(DataType.FLOAT, 3, 1);
        Training training = training(network)) {
      training.resume(place);
      assertThatThrownBy(() -> training.plan(2).fit(1))
          .as("that fit is over")
          .hasMessageEndingWith("Allow.OTHER_LISTENERS");
    }
    try (PixelNetwork network = network(DataType.FLOAT, 3, 1);
        Training training = training(network)) {
      training.listen(counting, counting).resume(directory, Allow.OTHER_LISTENERS);
      assertThat(training.fit(4).epochs()).hasSize(4);
    }
  }

  @Test
  void whatCannotBeSavedIsSaidBeforeTheFirstStep() {
    Optimizer forgetful =
        (length, type) ->
            new Optimizer.State() {
              @Override
              public void step(INDArray parameters, INDArray gradients, double learningRate) {}

              @Override
              public void close() {}
            };
    try (PixelNetwork network = network(DataType.FLOAT, 3, 1);
        Training training = training(network)) {
      training.optimizer(forgetful).checkpoints(Checkpoints.in(directory.resolve("new")));
      assertThatThrownBy(() -> training.fit(1))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("does not say what it remembers, so it cannot be saved");
      assertThat(training.history().epochs()).isEmpty();
      training.optimizer(Sgd.plain()).loss(new Unsaved());
      assertThatThrownBy(() -> training.labelSmoothing(0).fit(1))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("so a checkpoint cannot keep it in the middle of an epoch");
    }
  }

  /** Before the first step; a disk that is full later ends nothing. */
  @Test
  void whereNothingCanBeWrittenNothingIsTrained() throws IOException {
    Path plain = Files.writeString(directory.resolve("plain"), "no directory");
    try (PixelNetwork network = network(DataType.FLOAT, 3, 1);
        Training training = training(network)) {
      training.checkpoints(Checkpoints.in(plain.resolve("inside")));
      assertThatThrownBy(() -> training.fit(1))
          .hasMessageContaining(plain.resolve("inside") + " is no directory");
      assertThat(training.history().epochs()).isEmpty();
    }
    Path vanishing = directory.resolve("vanishing");
    TrainingListener remover =
        new TrainingListener() {
          @Override
          public void begins(TrainingState training) {
            try {
              Files.delete(vanishing.resolve(".lock"));
              Files.delete(vanishing);
              Files.writeString(vanishing, "no directory any more");
            } catch (IOException e) {
              throw new IllegalStateException(e);
            }
          }
        };
    try (PixelNetwork network = network(DataType.FLOAT, 3, 1);
        Training training = training(network)) {
      List<CheckpointFailures> told = new ArrayList<>();
      training
          .checkpoints(Checkpoints.in(vanishing).everySteps(1))
          .listen(
              remover,
              new TrainingListener() {
                @Override
                public void ends(TrainingState training) {
                  training.checkpointFailures().ifPresent(told::add);
                }
              });
      assertThat(training.fit(1).epochs()).hasSize(1);
      assertThat(told).hasSize(1);
      assertThat(told.get(0))
          .as("four of steps, and one of the end, which is that of the fifth")
          .returns(5, CheckpointFailures::failed)
          .returns(5, CheckpointFailures::tried);
      assertThat(told.get(0).toString())
          .startsWith("5 of 5 checkpoints were not written; the last: cannot write " + vanishing);
    }
  }

  @Test
  void oneTrainingAtATimeWritesToADirectory() throws IOException {
    Path place = directory.resolve("shared");
    TrainingListener second =
        new TrainingListener() {
          @Override
          public void begins(TrainingState state) {
            try (PixelNetwork network = network(DataType.FLOAT, 3, 1);
                Training training = training(network)) {
              training.checkpoints(Checkpoints.in(place));
              assertThatThrownBy(() -> training.fit(1))
                  .isInstanceOf(UncheckedIOException.class)
                  .hasMessageStartingWith(place + " is in use: another training of this program")
                  .hasMessageEndingWith("or take another directory");
              assertThat(training.history().epochs()).isEmpty();
            }
          }
        };
    try (PixelNetwork network = network(DataType.FLOAT, 3, 1);
        Training training = training(network)) {
      training.checkpoints(Checkpoints.in(place)).listen(second).plan(2).fit(1);
      assertThat(training.fit(1).epochs()).as("it has left it, and takes it again").hasSize(2);
    }
  }

  /** Each fit of one training: what another wrote between two of them is not written over. */
  @Test
  void theDirectoryIsLookedAtBeforeEachFit() throws IOException {
    Path place = directory.resolve("between");
    try (PixelNetwork network = network(DataType.FLOAT, 3, 1);
        Training training = training(network)) {
      training.checkpoints(Checkpoints.in(place)).plan(2).fit(1);
      Files.copy(file, place.resolve(file.getFileName()));
      assertThatThrownBy(() -> training.fit(1))
          .hasMessageContaining("has checkpoints that this training did not write");
    }
  }

  /** With a total of its own, which says nothing. */
  private static final class Unsaved implements Loss {
    @Override
    public double run(INDArray output, int[] labels, INDArray gradient) {
      throw new IllegalStateException("a step was taken");
    }

    @Override
    public Total total() {
      return new Total() {
        @Override
        public void add(double loss, int images) {}

        @Override
        public double value() {
          return 0;
        }
      };
    }
  }

  @Test
  void aTrainingThatHasBegunIsNotResumed() throws IOException {
    try (PixelNetwork network = network(DataType.FLOAT, 3, 1);
        Training training = training(network)) {
      training.plan(2).fit(1);
      assertThatThrownBy(() -> training.resume(file))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("a training is resumed before its first fit");
    }
  }

  @ParameterizedTest
  @MethodSource("badSettings")
  void settingsThatMeanNothingAreRefused(Runnable settings) {
    assertThatThrownBy(settings::run).isInstanceOf(IllegalArgumentException.class);
  }

  static Stream<Runnable> badSettings() {
    Checkpoints in = Checkpoints.in(Path.of("any"));
    return Stream.of(
        () -> in.everySteps(0),
        () -> in.everyMinutes(0),
        () -> in.everyMinutes(Double.NaN),
        () -> in.everyEpochs(-1),
        () -> in.keepLast(0));
  }
}
