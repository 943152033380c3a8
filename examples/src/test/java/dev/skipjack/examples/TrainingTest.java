package dev.skipjack.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipjack.annotations.BatchNorm;
import dev.skipjack.annotations.Conv;
import dev.skipjack.annotations.DenseBlock;
import dev.skipjack.annotations.Dropout;
import dev.skipjack.annotations.GlobalAvgPool;
import dev.skipjack.annotations.Input;
import dev.skipjack.annotations.Layer;
import dev.skipjack.annotations.Linear;
import dev.skipjack.annotations.Model;
import dev.skipjack.annotations.Relu;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.data.Augmentation;
import dev.skipjack.runtime.data.Batches;
import dev.skipjack.runtime.data.ImageSet;
import dev.skipjack.runtime.train.CrossEntropy;
import dev.skipjack.runtime.train.GradientClipping;
import dev.skipjack.runtime.train.History;
import dev.skipjack.runtime.train.Optimizer;
import dev.skipjack.runtime.train.Progress;
import dev.skipjack.runtime.train.Schedule;
import dev.skipjack.runtime.train.Sgd;
import dev.skipjack.runtime.train.Training;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The loop as a user runs it. */
class TrainingTest {
  private static final Path STATUS = Path.of("/proc/self/status");

  @Model(input = @Input(channels = 1, height = 8, width = 8))
  static class Tiny {
    @Conv(out = 4, kernel = 3)
    Layer stem;

    @DenseBlock(layers = 2, growth = 4)
    Layer dense;

    @BatchNorm
    @Relu
    @GlobalAvgPool
    @Dropout(0.1)
    Layer features;

    @Linear(out = 2)
    Layer logits;
  }

  /** Noise that is bright in the class's half. */
  private static ImageSet halves(int count) {
    SplittableRandom random = new SplittableRandom(9);
    byte[] pixels = new byte[count * 64];
    byte[] labels = new byte[count];
    for (int i = 0; i < count; i++) {
      labels[i] = (byte) (i % 2);
      for (int p = 0; p < 64; p++) {
        int light = p / 32 == labels[i] ? 128 : 0;
        pixels[i * 64 + p] = (byte) (light + random.nextInt(128));
      }
    }
    return new ImageSet("halves", 1, 8, 8, pixels, labels, List.of("top", "bottom"));
  }

  private static Batches train() {
    return halves(70).augment(Augmentation.flip()).shuffle(3).batch(16); // a last batch of six
  }

  @Test
  void learnsAndTellsHowItGoes() {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    try (TrainingNetwork network = TrainingTest_TinyNetwork.forTraining(1)) {
      History history =
          Training.of(network)
              .data(train(), halves(20).batch(8))
              .optimizer(Sgd.nesterov(0.9))
              .schedule(Schedule.cosine(0.1))
              .labelSmoothing(0.05)
              .clip(GradientClipping.byGlobalNorm(5))
              .listen(Progress.automatic(new PrintStream(said, true, StandardCharsets.UTF_8)))
              .fit(8);
      assertThat(history.epochs()).hasSize(8);
      assertThat(history.last().test().accuracy()).isGreaterThan(0.9);
      assertThat(history.last().loss()).isLessThan(history.epochs().get(0).loss());
    }
    assertThat(said.toString(StandardCharsets.UTF_8)).contains("epoch 8", "images/s", "accuracy");
  }

  @Test
  void theSameSeedGivesTheSameBytes() {
    float[][] weights = new float[2][];
    for (int run = 0; run < 2; run++) {
      try (TrainingNetwork network = TrainingTest_TinyNetwork.forTraining(7)) {
        Training.of(network).data(train()).fit(3);
        weights[run] = network.parameters().toFloatVector();
      }
    }
    assertThat(weights[1]).isEqualTo(weights[0]);
  }

  @Test
  void aDivergingLossStopsTheTraining() {
    try (TrainingNetwork network = TrainingTest_TinyNetwork.forTraining(1)) {
      network.parameters().putScalar(0, Float.NaN);
      assertThatThrownBy(() -> Training.of(network).data(train()).fit(1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("the loss of Tiny became NaN in epoch 1, step 1")
          .hasMessageContaining("lower the learning rate");
    }
  }

  @Test
  void dataThatDoNotFitAreRefusedBeforeTheFirstStep() {
    try (TrainingNetwork network = TrainingTest_TinyNetwork.forTraining(1)) {
      Batches large = halves(4).fit(1, 9, 9).batch(2);
      assertThatThrownBy(() -> Training.of(network).data(large))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("halves has images of 1x9x9, but Tiny takes 1x8x8");
      assertThatThrownBy(() -> Training.of(network).fit(1)).hasMessageContaining("call data first");
    }
  }

  /** Two thousand steps with full and partial batches; a leak of one context a step would show. */
  @Test
  void residentMemoryStaysFlat() throws IOException {
    Assumptions.assumeTrue(Files.exists(STATUS), "needs Linux");
    INDArray full = Nd4j.rand(DataType.FLOAT, 16, 1, 8, 8);
    INDArray part = Nd4j.rand(DataType.FLOAT, 6, 1, 8, 8);
    INDArray fullGradient = Nd4j.create(DataType.FLOAT, 16, 2);
    INDArray partGradient = Nd4j.create(DataType.FLOAT, 6, 2);
    CrossEntropy loss = new CrossEntropy();
    try (TrainingNetwork network = TrainingTest_TinyNetwork.forTraining(1);
        Optimizer.State state =
            Sgd.nesterov(0.9).open(network.trainableLength(), network.dataType())) {
      Runnable fiveSteps =
          () -> {
            for (int step = 0; step < 5; step++) {
              boolean last = step == 4;
              INDArray gradient = last ? partGradient : fullGradient;
              INDArray logits = network.forward(last ? part : full);
              loss.run(logits, new int[last ? 6 : 16], gradient);
              network.backward(gradient);
              state.step(network.trainable(), network.gradients(), 0.01);
            }
          };
      repeat(300, fiveSteps); // the JVM warms up
      long before = resident(fiveSteps);
      repeat(400, fiveSteps);
      assertThat(resident(fiveSteps)).isLessThan((long) (before * 1.05));
    }
  }

  private static void repeat(int times, Runnable steps) {
    for (int i = 0; i < times; i++) {
      steps.run();
    }
  }

  /** In kB; the least of several samples, because the compiler threads take and return memory. */
  private static long resident(Runnable steps) throws IOException {
    long least = Long.MAX_VALUE;
    for (int sample = 0; sample < 8; sample++) {
      repeat(10, steps);
      System.gc();
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith("VmRSS:")) {
          least = Math.min(least, Long.parseLong(line.replaceAll("\\D", "")));
        }
      }
    }
    return least;
  }
}
