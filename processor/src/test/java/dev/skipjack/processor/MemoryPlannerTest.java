package dev.skipjack.processor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipjack.processor.grad.Differentiate;
import dev.skipjack.processor.grad.TrainingGraph;
import dev.skipjack.processor.ir.Graph;
import dev.skipjack.processor.memory.MemoryPlan;
import dev.skipjack.processor.memory.MemoryPlanner;
import dev.skipjack.processor.optimize.Pipeline;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link StepOnPaper} with every plan: nothing is overwritten while it is needed. */
@Tag("exhaustive")
class MemoryPlannerTest {
  private static final int IMAGES = 2;

  /** How many random models; {@code -Dskipjack.models=10000} asks for more. */
  private static final int MODELS = Integer.getInteger("skipjack.models", 150);

  /** Sizes of images that all random models of any size take. */
  private static final int[][] SIZES = {{8, 8}, {16, 10}, {32, 64}};

  private static TrainingGraph training(Graph graph, Set<String> passesLeftOut) {
    TrainingGraph step = Differentiate.of(Pipeline.training().without(passesLeftOut).run(graph));
    return step.withBackward(Pipeline.backward().without(passesLeftOut).run(step.backward()));
  }

  private static TrainingGraph inference(Graph graph, Set<String> passesLeftOut) {
    return TrainingGraph.withoutBackward(Pipeline.inference().without(passesLeftOut).run(graph));
  }

  private static void check(TrainingGraph step) {
    MemoryPlan plan = MemoryPlanner.plan(step);
    if (step.forward().inputs().get(0).type().isFixed()) {
      StepOnPaper.play(step, PlannedMemory.of(plan, IMAGES));
    } else {
      for (int[] size : SIZES) {
        StepOnPaper.play(step, PlannedMemory.of(plan, IMAGES, size[0], size[1]));
      }
    }
  }

  /** Everything that trains and predicts, without these passes. */
  private static void check(Graph graph, Set<String> passesLeftOut) {
    check(training(graph, passesLeftOut));
    check(inference(graph, passesLeftOut));
  }

  /** With all passes, without any, without one, and with one alone. */
  private static void checkWithFewCombinations(Graph graph) {
    Set<String> all = Set.copyOf(Pipeline.optional());
    check(graph, Set.of());
    check(graph, all);
    for (String pass : all) {
      check(graph, Set.of(pass));
      Set<String> others = new HashSet<>(all);
      others.remove(pass);
      check(graph, others);
    }
  }

  private static Stream<Set<String>> combinations(Pipeline... pipelines) {
    List<String> passes =
        Stream.of(pipelines)
            .flatMap(pipeline -> pipeline.optionalPasses().stream())
            .filter(pass -> !pass.equals("AssignLayouts")) // as LayoutsTest tries
            .toList();
    return IntStream.range(0, 1 << passes.size())
        .mapToObj(
            bits -> {
              Set<String> some = new HashSet<>(passes);
              some.removeIf(pass -> (bits >> passes.indexOf(pass) & 1) == 0);
              return some;
            });
  }

  /** The same where at most two passes are left out, or at most two are not. */
  private static Stream<Set<String>> pairs(Pipeline... pipelines) {
    List<Set<String>> all = combinations(pipelines).toList();
    int passes = all.stream().mapToInt(Set::size).max().orElseThrow();
    return all.stream().filter(some -> Math.min(some.size(), passes - some.size()) <= 2);
  }

  /** What the pairs are a part of, of one model. */
  @Test
  void holdsForEveryCombinationOfPasses() throws IOException {
    Graph graph = Graphs.of("Kitchen");
    combinations(Pipeline.training(), Pipeline.backward())
        .forEach(passes -> check(training(graph, passes)));
    combinations(Pipeline.inference()).forEach(passes -> check(inference(graph, passes)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Outputs", "Workbench", "SeveralInputs"})
  void holdsForPairsOfPasses(String name) throws IOException {
    Graph graph = Graphs.of(name);
    pairs(Pipeline.training(), Pipeline.backward())
        .forEach(passes -> check(training(graph, passes)));
    pairs(Pipeline.inference()).forEach(passes -> check(inference(graph, passes)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"AlexNet", "DenseNet121", "ResNet18", "ResNet18OfBlocks", "ResNet50", "Vgg16"})
  void holdsForNetworks(String name) throws IOException {
    checkWithFewCombinations(Graphs.of(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"DenseNet264", "FcDenseNet103"})
  void holdsForDeepNetworks(String name) throws IOException {
    check(Graphs.of(name), Set.of());
  }

  static Stream<Long> seeds() {
    return IntStream.range(0, MODELS).mapToObj(i -> (long) i);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void holdsForRandomModels(long seed) {
    String layers = RandomLayers.of(seed);
    checkRandom(Graphs.ofLayers(layers), seed, layers);
  }

  static Stream<Long> otherSeeds() {
    return IntStream.range(MODELS, MODELS + MODELS / 3).mapToObj(i -> (long) i);
  }

  @ParameterizedTest
  @MethodSource("otherSeeds")
  void holdsForRandomModelsOfAnySize(long seed) {
    String layers = RandomLayers.of(seed);
    checkRandom(Graphs.ofAnySize(layers), seed, layers);
  }

  /** With all passes, without any, and without some. */
  private static void checkRandom(Graph graph, long seed, String layers) {
    Random random = new Random(seed);
    Set<String> some = new HashSet<>(Pipeline.optional());
    some.removeIf(pass -> random.nextBoolean());
    for (Set<String> passes : List.of(Set.<String>of(), Set.copyOf(Pipeline.optional()), some)) {
      try {
        check(graph, passes);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("without " + passes + ":\n" + layers + "\n" + e.getMessage(), e);
      }
    }
  }

  /**
   * A gradient that two readers share, of which one takes it apart: what is added to a part must
   * not reach the other.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        """
        @Conv(out = 8, kernel = 3) Layer early;
        @Conv(out = 4, kernel = 3) Layer a;
        @Conv(out = 4, kernel = 3) Layer b;
        @Concat("a") Layer both;
        @Skip(from = "early") Layer sum;
        @Flatten @Linear(out = 10) Layer logits;
        """,
        """
        @Conv(out = 4, kernel = 3) Layer a;
        @Conv(out = 4, kernel = 3) Layer b;
        @Concat("a") Layer both;
        @From("b") @Concat("a") @Add("both") Layer sum;
        @Flatten @Linear(out = 10) Layer logits;
        """,
        """
        @Conv(out = 6, kernel = 3) Layer early;
        @DenseBlock(layers = 3, growth = 2, newOnly = true) Layer grown;
        @Skip(from = "early") Layer sum;
        @Flatten @Linear(out = 10) Layer logits;
        """
      })
  void sharedGradientsStayWhole(String layers) {
    checkWithFewCombinations(Graphs.ofLayers(layers));
  }

  /** The sum so far of a gradient is a slice of the gradient that the convolution reads. */
  @Test
  void noGradientGrowsInWhatItsConvolutionReads() {
    checkWithFewCombinations(
        Graphs.ofLayers(
            """
            @Conv(out = 4, kernel = 3) Layer x;
            @From("x") @Conv(out = 8, kernel = 3) Layer c;
            @From("input") @Conv(out = 4, kernel = 3) Layer y;
            @From("x") @Concat("y") @Add("c") Layer v;
            @GlobalAvgPool @Linear(out = 10) Layer logits;
            """));
  }

  /** What a convolution adds is what it convolves, as it is, normalised, or a part of it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        """
        @Conv(out = 8, kernel = 3) @BatchNorm @Relu Layer x;
        @Conv(out = 8, kernel = 3) @BatchNorm @Skip(from = "x") @Relu Layer y;
        @GlobalAvgPool @Linear(out = 5) Layer logits;
        """,
        """
        @Conv(out = 8, kernel = 3, bias = true) Layer x;
        @BatchNorm @Relu @Conv(out = 8, kernel = 3) Layer part;
        @BatchNorm @Skip(from = "x") @Relu Layer y;
        @GlobalAvgPool @Linear(out = 5) Layer logits;
        """,
        """
        @Conv(out = 8, kernel = 3) @BatchNorm @Relu Layer a;
        @Conv(out = 2, kernel = 3) @BatchNorm @Relu Layer b;
        @From("a") @Concat("b") @Conv(out = 8, kernel = 3) @BatchNorm @Skip(from = "a") @Relu Layer y;
        @GlobalAvgPool @Linear(out = 5) Layer logits;
        """
      })
  void noConvolutionOverwritesWhatItReads(String layers) {
    checkWithFewCombinations(Graphs.ofLayers(layers));
  }

  /** Elementwise ops may read what they overwrite twice, here where dropout is gone. */
  @Test
  void aMapAddedToItselfIsOverwritten() {
    Graph graph =
        Graphs.ofLayers(
            """
            @Conv(out = 8, kernel = 3) Layer x;
            @Dropout Layer same;
            @Add("x") Layer twice;
            @GlobalAvgPool @Linear(out = 5) Layer logits;
            """);
    TrainingGraph step = inference(graph, Set.of());
    check(step);
    long input = 3 * 64;
    long map = 8 * 64;
    assertThat(MemoryPlanner.plan(step).elementsPerImage()).isEqualTo(input + map);
  }
}
