package dev.skipjack.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipjack.processor.grad.Differentiate;
import dev.skipjack.processor.ir.Contraction;
import dev.skipjack.processor.ir.Graph;
import dev.skipjack.processor.ir.Layout;
import dev.skipjack.processor.ir.Movement;
import dev.skipjack.processor.ir.Node;
import dev.skipjack.processor.ir.Normalization;
import dev.skipjack.processor.ir.Op;
import dev.skipjack.processor.ir.Origin;
import dev.skipjack.processor.ir.Pooling;
import dev.skipjack.processor.ir.Signature;
import dev.skipjack.processor.ir.TensorType;
import dev.skipjack.processor.ir.Value;
import dev.skipjack.processor.layout.LayoutChoice;
import dev.skipjack.processor.optimize.Pipeline;
import dev.skipjack.processor.shape.GraphVerifier;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A graph that a pass broke is refused, with the node, what it has and what was expected. */
class GraphVerifierTest {
  /** What the two models of the goldens do not have. */
  private static final String LAYERS =
      """
      @Conv(out = 4, kernel = 3, bias = true) @BatchNorm @Relu @MaxPool(kernel = 2) Layer stem;
      @Custom(dev.skipjack.processor.OwnLayer.class) Layer own;
      @Pad(1) @Conv(out = 4, kernel = 3, bias = true) @Relu Layer padded;
      @GlobalAvgPool @Linear(out = 10) Layer logits;
      """;

  /** Norms of one image, and of features. */
  private static final String NORMS =
      """
      @Conv(out = 4, kernel = 3, weightStandardized = true) @GroupNorm(groups = 2) @Mish Layer grouped;
      @Conv(out = 4, kernel = 3) @LayerNorm @Gelu @Softmax Layer layered;
      @Conv(out = 4, kernel = 3) @InstanceNorm(affine = true) @LayerScale Layer each;
      @Prelu Layer shared;
      @Conv(out = 4, kernel = 3) @Prelu(eachChannel = true) Layer leaky;
      @Flatten @Linear(out = 6) @BatchNorm @Relu Layer features;
      @Linear(out = 4) @LayerNorm @Prelu(eachChannel = true) Layer last;
      @Linear(out = 10) Layer logits;
      """;

  /** Products with factors of elements, channels and pixels. */
  private static final String PRODUCTS =
      """
      @Conv(out = 16, kernel = 3) @SqueezeExcite Layer stem;
      @Conv(out = 1, kernel = 3) @Sigmoid @Multiply("stem") Layer attended;
      @Conv(out = 16, kernel = 3) @Multiply("attended") Layer square;
      @GlobalAvgPool @Linear(out = 16) @Multiply("square") Layer features;
      @Slice(first = 4, channels = 8) @ChannelShuffle(groups = 4) @PixelShuffle(scale = 2) Layer shuffled;
      @GlobalMaxPool @Linear(out = 4) @Output Layer most;
      @From("features")
      @GlobalAvgPool @Linear(out = 10) Layer logits;
      """;

  /** What is fused around depthwise convolutions. */
  private static final String MOBILE =
      """
      @Conv(out = 16, kernel = 3, bias = true) @Relu Layer stem;
      @Conv(out = 16, kernel = 3, bias = true) @Relu Layer second;
      @Conv(out = 32, kernel = 1, bias = true) @BatchNorm @Relu6 Layer expand;
      @Conv(out = 32, kernel = 3, groups = 32, bias = true) @BatchNorm @Relu6 Layer filter;
      @Conv(out = 16, kernel = 1, bias = true) @BatchNorm @Add("stem") Layer project;
      @GlobalAvgPool @Linear(out = 10) Layer logits;
      """;

  /** Sequences of tokens. */
  private static final String SEQUENCES =
      """
      @PatchEmbed(size = 2, features = 8) @ClassToken @PositionalEmbedding Layer tokens;
      @LayerNorm @Attention(heads = 2) @Skip(from = "tokens") Layer attended;
      @Linear(out = 4) @Gelu @Dropout @Softmax Layer each;
      @SelectToken(0) @Linear(out = 4) Layer token;
      @From("input") @Attention(heads = 2, out = 4, relativePosition = true) Layer pixels;
      @GlobalAvgPool @Flatten @Add("token") @Linear(out = 10) Layer logits;
      """;

  /** A token is learned, what it is put before is not. */
  private static final String FROZEN =
      """
      @PatchEmbed(size = 2, features = 8) @Freeze Layer tokens;
      @ClassToken Layer all;
      @SelectToken(0) @Linear(out = 10) Layer logits;
      """;

  /** Maps that lie in blocks, one of them reordered for users. */
  private static final String IN_BLOCKS =
      """
      @Conv(out = 16, kernel = 3) @BatchNorm @Relu @MaxPool(kernel = 2) Layer stem;
      @Residual(blocks = 1, out = 16) @Output Layer stage;
      @GlobalAvgPool @Linear(out = 10) Layer logits;
      """;

  private static final Origin ORIGIN = null; // nobody asks

  private static final Map<String, Node> NODES = new LinkedHashMap<>();

  /** One node of each op with each of its signatures, from every stage of the compiler. */
  @BeforeAll
  static void collect() throws IOException {
    for (Graph written :
        List.of(
            Graphs.of("Kitchen"),
            Graphs.of("Workbench"),
            Graphs.of("SeveralInputs"),
            Graphs.ofLayers(LAYERS),
            Graphs.ofLayers(NORMS),
            Graphs.ofLayers(PRODUCTS),
            Graphs.ofLayers(SEQUENCES),
            Graphs.ofLayers(MOBILE),
            Graphs.ofLayers(FROZEN))) {
      collect(written);
      for (Set<String> leftOut : List.of(Set.<String>of(), Set.copyOf(Pipeline.optional()))) {
        Graph training = Pipeline.training().without(leftOut).run(written);
        Graph backward = Differentiate.of(training).backward();
        collect(training);
        collect(backward);
        collect(Pipeline.backward().without(leftOut).run(backward));
        collect(Pipeline.inference().without(leftOut).run(written));
      }
    }
    LayoutChoice blocks = new LayoutChoice(LayoutChoice.Kind.BLOCKS);
    for (String layers : List.of(IN_BLOCKS, PRODUCTS)) {
      Graph written = Graphs.ofLayers(layers);
      collect(Pipeline.inference(blocks).run(written));
      Graph training = Pipeline.training(blocks).run(written);
      Graph backward = Differentiate.of(training).backward();
      collect(training);
      collect(backward);
      collect(Pipeline.backward().run(backward));
    }
  }

  private static void collect(Graph graph) {
    for (Node node : graph.nodes()) {
      Signature signature = Signature.of(node.op());
      String names = signature.inputs() + " -> " + signature.outputs();
      NODES.putIfAbsent(node.op().mnemonic() + " " + names + inBlocks(node), node);
    }
  }

  private static String inBlocks(Node node) {
    boolean any =
        Stream.concat(node.inputs().stream(), node.outputs().stream())
            .anyMatch(v -> v.type().layout() == Layout.BLOCKS);
    return any ? " of blocks" : "";
  }

  static Collection<Node> nodes() {
    return NODES.values();
  }

  private static void verify(Op op, List<Value> inputs, List<Value> outputs) {
    List<Node> nodes = new ArrayList<>();
    List<Value> given = inputs.stream().map(v -> planes(v, nodes, true)).toList();
    nodes.add(new Node(op, inputs, outputs, ORIGIN));
    List<Value> results = outputs.stream().map(v -> planes(v, nodes, false)).toList();
    GraphVerifier.verify(new Graph("it", given, List.of(), nodes, results));
  }

  /** What users write or read of a value, which is reordered if it lies in blocks. */
  private static Value planes(Value value, List<Node> nodes, boolean given) {
    if (value.type().layout() == Layout.PLANES) {
      return value;
    }
    Value planes = new Value(value.name() + "InPlanes", value.type().in(Layout.PLANES));
    Op reorder = new Movement.Reorder();
    nodes.add(
        given
            ? new Node(reorder, List.of(planes), value, ORIGIN)
            : new Node(reorder, List.of(value), planes, ORIGIN));
    return planes;
  }

  @Test
  void everyOpIsTried() {
    Set<Class<?>> tried = new HashSet<>();
    nodes().forEach(node -> tried.add(node.op().getClass()));
    assertThat(tried).isEqualTo(ops(Op.class).collect(Collectors.toSet()));
  }

  private static Stream<Class<?>> ops(Class<?> family) {
    return family.isSealed()
        ? Arrays.stream(family.getPermittedSubclasses()).flatMap(GraphVerifierTest::ops)
        : Stream.of(family);
  }

  @ParameterizedTest
  @MethodSource("nodes")
  void whatTheCompilerMakesIsAccepted(Node node) {
    assertThatCode(() -> verify(node.op(), node.inputs(), node.outputs()))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @MethodSource("nodes")
  void anOperandTooFewOrTooManyIsRefused(Node node) {
    Value other = new Value("other", TensorType.of(3));
    for (int i = 0; i < node.inputs().size(); i++) {
      int at = i;
      assertRefused(node, changed(node.inputs(), l -> l.remove(at)), node.outputs());
    }
    assertRefused(node, changed(node.inputs(), l -> l.add(other)), node.outputs());
    for (int i = 0; i < node.outputs().size(); i++) {
      int at = i;
      assertRefused(node, node.inputs(), changed(node.outputs(), l -> l.remove(at)));
    }
    assertRefused(node, node.inputs(), changed(node.outputs(), l -> l.add(other)));
  }

  @ParameterizedTest
  @MethodSource("nodes")
  void anotherTypeIsRefused(Node node) {
    for (int i = 0; i < node.inputs().size(); i++) {
      int at = i;
      for (Value other : others(node.op(), node.inputs().get(i))) {
        assertRefused(node, changed(node.inputs(), l -> l.set(at, other)), node.outputs());
      }
    }
    for (int i = 0; i < node.outputs().size(); i++) {
      int at = i;
      for (Value other : others(node.op(), node.outputs().get(i))) {
        assertRefused(node, node.inputs(), changed(node.outputs(), l -> l.set(at, other)));
      }
    }
  }

  /**
   * With more channels, and of another rank; a slice may have one channel more, or not the last.
   */
  private static List<Value> others(Op op, Value value) {
    TensorType type = value.type();
    int channels = type.channels();
    List<TensorType> types = new ArrayList<>();
    boolean anyRank = // alone it may be a map or features
        op instanceof Normalization.Statistics || op instanceof Normalization.RunningStatistics;
    if (!anyRank || !type.isBatched()) {
      types.add(type.isBatched() ? TensorType.of(channels) : TensorType.features(channels));
    }
    if (!(op instanceof Movement.Slice) && !(op instanceof Movement.SliceGradient)) {
      types.add(type.withChannels(channels + 1));
    }
    return types.stream().map(t -> new Value(value.name(), t)).toList();
  }

  private static List<Value> changed(List<Value> values, Consumer<List<Value>> change) {
    List<Value> copy = new ArrayList<>(values);
    change.accept(copy);
    return copy;
  }

  private static void assertRefused(Node node, List<Value> inputs, List<Value> outputs) {
    Node broken = new Node(node.op(), inputs, outputs, ORIGIN);
    assertThatThrownBy(() -> verify(node.op(), inputs, outputs))
        .as(broken.toString())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageEndingWith(", in: " + broken);
  }

  private static final Value X = new Value("x", TensorType.map(4, 8, 8));
  private static final Value Y = new Value("y", TensorType.map(2, 8, 8));
  private static final Value W = new Value("w", TensorType.of(2, 4, 1, 1));
  private static final Contraction.Convolution POINTWISE =
      new Contraction.Convolution(4, 2, 1, 1, 0, 1, 1, true);

  @Test
  void missingOperandsAreNamed() {
    assertThatThrownBy(() -> verify(POINTWISE, List.of(X, W), List.of(Y)))
        .hasMessage(
            "convolution reads [input, weight, bias], not [x:[N,4,8,8], w:[2,4,1,1]],"
                + " in: y:[N,2,8,8] = convolution<kernel=1 bias>(x, w)");
  }

  @Test
  void missingResultsAreNamed() {
    Op op = new Normalization.Statistics();
    Value mean = new Value("m", TensorType.of(4));
    assertThatThrownBy(() -> verify(op, List.of(X), List.of(mean)))
        .hasMessage("statistics writes [mean, variance], not [m:[4]], in: m:[4] = statistics(x)");
  }

  @Test
  void theTypeThatWasExpectedIsTold() {
    Value bias = new Value("b", TensorType.of(5));
    assertThatThrownBy(() -> verify(POINTWISE, List.of(X, W, bias), List.of(Y)))
        .hasMessage(
            "'b:[5]', the bias, should be [2],"
                + " in: y:[N,2,8,8] = convolution<kernel=1 bias>(x, w, b)");
  }

  /** A gradient has the type of what it is the gradient of. */
  @Test
  void gradientsAreCompared() {
    Op op = new Contraction.ConvolutionGradient(POINTWISE, true, false);
    Value result = new Value("gradX", TensorType.map(4, 7, 8));
    assertThatThrownBy(() -> verify(op, List.of(X, W, Y), List.of(result)))
        .hasMessage(
            "'gradX:[N,4,7,8]', the input gradient, should be [N,4,8,8],"
                + " in: gradX:[N,4,7,8] = convolution_gradient<kernel=1 bias input>(x, w, y)");
  }

  @Test
  void whatCannotBeMadeIsTold() {
    Op op = Pooling.Pool.of(Pooling.Kind.MAX, 9);
    Value out = new Value("y", TensorType.map(4, 1, 1));
    assertThatThrownBy(() -> verify(op, List.of(X), List.of(out)))
        .hasMessage(
            "'y:[N,4,1,1]', the output, cannot be made of what is read,"
                + " in: y:[N,4,1,1] = pool<kind=max kernel=9 stride=9 countIncludePadding>(x)");
  }

  @Test
  void aMapIsAskedFor() {
    Op op = new Pooling.GlobalAveragePool();
    Value features = new Value("f", TensorType.features(4));
    Value out = new Value("y", TensorType.map(4, 1, 1));
    assertThatThrownBy(() -> verify(op, List.of(features), List.of(out)))
        .hasMessage(
            "'f:[N,4]', the input, should be a map of 4 channels,"
                + " in: y:[N,4,1,1] = global_average_pool(f)");
  }
}
