package dev.skipjack.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.skipjack.examples.networks.classic.LeNet5Network;
import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.kernel.Kernels;
import dev.skipjack.runtime.train.Optimizer;
import dev.skipjack.runtime.train.Sgd;
import dev.skipjack.runtime.weights.Weights;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.memory.enums.AllocationPolicy;
import org.nd4j.linalg.api.memory.enums.LearningPolicy;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The caller has a workspace of ND4J's open, and opens it anew for each round: what we keep between
 * rounds must not lie there.
 */
class WorkspaceTest {
  private static final int ROUNDS = 5;
  private static final WorkspaceConfiguration CONFIGURATION =
      WorkspaceConfiguration.builder()
          .initialSize(40_000_000)
          .policyAllocation(AllocationPolicy.STRICT)
          .policyLearning(LearningPolicy.NONE)
          .build();

  @AfterEach
  void restoreProperty() {
    System.clearProperty(Kernels.PROPERTY);
  }

  private static <T> T inWorkspace(Supplier<T> work) {
    try (MemoryWorkspace workspace =
        Nd4j.getWorkspaceManager().getAndActivateWorkspace(CONFIGURATION, "caller")) {
      INDArray own = Nd4j.valueArrayOf(new long[] {200_000}, 7.0, DataType.FLOAT);
      assertThat(own.isAttached()).isTrue();
      T result = work.get();
      assertThat(own.minNumber().floatValue()).isEqualTo(7f);
      assertThat(own.maxNumber().floatValue()).isEqualTo(7f);
      assertThat(workspace.isScopeActive()).isTrue();
      assertThat(Nd4j.getMemoryManager().getCurrentWorkspace()).isSameAs(workspace);
      return result;
    }
  }

  /** A network, what belongs to it, and one round of all that is done with it. */
  private static final class Rounds implements AutoCloseable {
    private final TrainingNetwork training = LeNet5Network.forTraining(1);
    private final InferenceNetwork inference = training.inference();
    private final Optimizer.State optimizer =
        Sgd.nesterov(0.9).open(training.trainableLength(), DataType.FLOAT);

    /** Trains a step, saves, loads and predicts. */
    float[] next(INDArray images, Path file) {
      INDArray gradient = training.forward(images).mul(0.1);
      training.backward(gradient);
      optimizer.step(training.trainable(), training.gradients(), 0.05);
      try {
        Weights.save(training, file);
        Weights.load(training, file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return inference.predict(images).ravel().toFloatVector();
    }

    @Override
    public void close() {
      inference.close();
      training.close();
      optimizer.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"simd", "nd4j"})
  void whatWeKeepLiesElsewhere(String provider, @TempDir Path dir) {
    assumeTrue(isAvailable(provider));
    System.setProperty(Kernels.PROPERTY, provider);
    INDArray images = Nd4j.linspace(-1, 1, 4 * 32 * 32, DataType.FLOAT).reshape(4, 1, 32, 32);
    Path file = dir.resolve("weights.safetensors");
    try (Rounds outside = new Rounds();
        Rounds inside = inWorkspace(Rounds::new)) {
      for (int round = 0; round < ROUNDS; round++) {
        float[] wanted = outside.next(images, file);
        float[] got = inWorkspace(() -> inside.next(images, file));
        assertThat(got).as("round %d", round).isEqualTo(wanted);
      }
    }
  }

  private static boolean isAvailable(String provider) {
    return Kernels.providers().stream()
        .anyMatch(p -> p.name().equals(provider) && p.unavailableReason(DataType.FLOAT).isEmpty());
  }
}
