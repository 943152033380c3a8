package dev.skipjack.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.skipjack.examples.inputs.SameGarmentNetwork;
import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.train.Adam;
import dev.skipjack.runtime.train.CrossEntropy;
import dev.skipjack.runtime.train.GradientClipping;
import dev.skipjack.runtime.train.Optimizer;
import dev.skipjack.runtime.train.Sgd;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A step of training makes no garbage, nor do the kernels of a prediction, so that no collection
 * ever interrupts them. Vectors are objects until the compiler has seen each kernel often enough; a
 * JVM of its own is told to compile soon.
 *
 * <p>In some processes of JDK 17 its compiler leaves vectors of one tile objects for good, 250 to
 * 500 kB a step of DenseNet-BC-22, on one machine in 1 of 60 processes, on another in 1 of 12 to 1
 * of 3 ({@code docs/decisions/081-sixteen-registers.md}). Kernels that always allocate do so in
 * each process, so that one that does not is enough.
 */
class AllocationTest {
  private static final String COMPILE_SOON = "-XX:CompileThresholdScaling=0.1";
  private static final int BATCH = 2;

  /** Small networks take many steps until the JVM has compiled all of one. */
  private static final int MOST_ROUNDS = 400;

  private static final int PROCESSES = 5;

  private static final int PROCESSES_OF_PREDICTIONS = 3;

  private static final int STEPS_OF_A_ROUND = 20;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final String SEVERAL_INPUTS = "several inputs";
  private static final String SEQUENCES = "sequences";
  private static final String PREDICTIONS = "predictions";

  /** Bytes that a prediction may take to look at what it is given. */
  private static final long OF_A_CALL = 256;

  @ParameterizedTest
  @ValueSource(strings = {"RESNET20", SEQUENCES})
  void aStepAllocatesNothing(String example) throws IOException, InterruptedException {
    runAlone(example);
  }

  @Tag("exhaustive")
  @ParameterizedTest
  @ValueSource(strings = {"LENET5", "DENSENET_BC_22", SEVERAL_INPUTS})
  void aStepOfOthersAllocatesNothing(String example) throws IOException, InterruptedException {
    runAlone(example);
  }

  @Test
  void kernelsOfAPredictionAllocateNothing() throws IOException, InterruptedException {
    runAlone(PREDICTIONS, PROCESSES_OF_PREDICTIONS);
  }

  private static void runAlone(String example) throws IOException, InterruptedException {
    runAlone(example, PROCESSES);
  }

  private static void runAlone(String example, int processes)
      throws IOException, InterruptedException {
    String output = outputAlone(example);
    for (int i = 1; i < processes && output != null; i++) {
      output = outputAlone(example);
    }
    assertThat(output).isNull();
  }

  /** What a process of its own says that allocates, or null. */
  private static String outputAlone(String example) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                COMPILE_SOON,
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                AllocationTest.class.getName(),
                example)
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes());
    return process.waitFor() == 0 ? null : output;
  }

  /** Trains until a round of steps allocates nothing; the network is the argument. */
  public static void main(String[] arguments) {
    if (arguments[0].equals(PREDICTIONS)) {
      predict();
      return;
    }
    boolean several = arguments[0].equals(SEVERAL_INPUTS);
    int[] labels = several ? new int[] {0, 1} : new int[] {3, 7};
    CrossEntropy loss = new CrossEntropy();
    try (TrainingNetwork network = open(arguments[0]);
        Optimizer.State sgd =
            Sgd.nesterov(0.9).open(network.trainableLength(), network.dataType());
        Optimizer.State adam = Adam.adam().open(network.trainableLength(), network.dataType());
        GradientClipping.State clip = GradientClipping.byGlobalNorm(1).open(network.dataType())) {
      int side = network.inputHeight();
      INDArray images = Nd4j.rand(DataType.FLOAT, BATCH, network.inputChannels(), side, side);
      List<INDArray> both = List.of(images, images.dup());
      INDArray gradient = Nd4j.create(DataType.FLOAT, BATCH, network.classes());
      long bytes = Long.MAX_VALUE;
      for (int round = 0; round < MOST_ROUNDS && bytes > 0; round++) {
        long[] ids = trainingThreads();
        long first = allocated(ids);
        long before = allocated(ids);
        for (int step = 0; step < STEPS_OF_A_ROUND; step++) {
          INDArray output = several ? network.forward(both) : network.forward(images);
          loss.run(output, labels, gradient);
          network.backward(gradient);
          double norm = clip.clip(network.gradients());
          if (sgd.canOverflow(network.trainable(), norm, 1e-3)
              || adam.canOverflow(network.trainable(), norm, 1e-5)) {
            throw new AssertionError("an ordinary step was refused");
          }
          sgd.step(network.trainable(), network.gradients(), 1e-3);
          adam.step(network.trainable(), network.gradients(), 1e-5);
        }
        long measuring = before - first;
        bytes = allocated(ids) - before - measuring;
      }
      if (bytes > 0) {
        throw new AssertionError(STEPS_OF_A_ROUND + " steps allocated " + bytes + " bytes");
      }
    }
  }

  /** Predicts until a round of predictions allocates nothing but its results. */
  private static void predict() {
    try (TrainingNetwork training = SmallEfficientNetNetwork.forTraining(1);
        InferenceNetwork network = training.inference()) {
      INDArray images = Nd4j.rand(DataType.FLOAT, BATCH, 1, 28, 28);
      long most = STEPS_OF_A_ROUND * OF_A_CALL;
      long bytes = Long.MAX_VALUE;
      for (int round = 0; round < MOST_ROUNDS && bytes > most; round++) {
        long[] ids = trainingThreads();
        long before = allocated(ids);
        for (int i = 0; i < STEPS_OF_A_ROUND; i++) {
          network.predict(images);
        }
        bytes = allocated(ids) - before;
      }
      if (bytes > most) {
        throw new AssertionError(STEPS_OF_A_ROUND + " predictions allocated " + bytes + " bytes");
      }
    }
  }

  private static TrainingNetwork open(String name) {
    return switch (name) {
      case SEVERAL_INPUTS -> SameGarmentNetwork.forTraining(1);
      case SEQUENCES -> SmallTransformerNetwork.forTraining(1);
      default -> ExampleNetwork.valueOf(name).train(1);
    };
  }

  /** This thread and the workers of kernels. */
  private static long[] trainingThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t == Thread.currentThread() || t.getName().startsWith("skipjack-worker"))
        .mapToLong(Thread::getId)
        .toArray();
  }

  private static long allocated(long... ids) {
    long sum = 0;
    for (long id : ids) {
      sum += THREADS.getThreadAllocatedBytes(id);
    }
    return sum;
  }
}
