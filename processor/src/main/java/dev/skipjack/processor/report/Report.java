package dev.skipjack.processor.report;

import dev.skipjack.processor.ir.Aliasing;
import dev.skipjack.processor.ir.Cost;
import dev.skipjack.processor.ir.Graph;
import dev.skipjack.processor.ir.ImageSizes;
import dev.skipjack.processor.ir.Node;
import dev.skipjack.processor.ir.Parameter;
import dev.skipjack.processor.ir.TensorType;
import dev.skipjack.processor.ir.Value;
import dev.skipjack.processor.memory.MemoryPlan;
import dev.skipjack.processor.read.ModelDeclaration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The size of a model, layer by layer. Bytes are those of float.
 *
 * @param model simple name
 * @param inputs the image, then what else the model is given for each
 * @param rows one for each field
 * @param parameters learned ones
 * @param frozen how many of them are
 * @param multiplyAdds of one image, forward
 * @param trainingBytes planned memory for each image of a training batch
 * @param inferenceBytes the same, without backward pass
 * @param sizes which images a model of any size takes; sizes of maps, multiply-adds and bytes are
 *     those for its reference image
 * @param kernels what runs, in order of first appearance
 * @param outputs the layers whose values the model's caller gets
 * @param texts what the layers consist of, in a few words
 */
public record Report(
    String model,
    List<Value> inputs,
    List<Row> rows,
    long parameters,
    long frozen,
    long multiplyAdds,
    long trainingBytes,
    long inferenceBytes,
    Optional<ImageSizes> sizes,
    List<KernelUse> kernels,
    List<String> outputs,
    Map<String, String> texts) {
  /** What stands for the image among the layers. */
  static final String INPUT = "(input)";

  private static final int BYTES = Float.BYTES;

  /**
   * One field.
   *
   * @param inputs the layers that it reads, in the order in which it does; {@value #INPUT} is the
   *     image
   * @param output its last value's type
   * @param results the values of it that other layers, or the model's caller, read
   * @param bytes of what it writes for one image, forward
   */
  public record Row(
      String layer,
      List<String> inputs,
      TensorType output,
      List<Value> results,
      long parameters,
      long multiplyAdds,
      long bytes) {
    public Row {
      inputs = List.copyOf(inputs);
      results = List.copyOf(results);
    }

    /** The shapes of what others read: {@code 64x56x56}, several for a pyramid. */
    public String shapes() {
      return results.isEmpty()
          ? output.describe()
          : results.stream().map(v -> v.type().describe()).collect(Collectors.joining(", "));
    }
  }

  /**
   * One kind of kernel and how often it runs.
   *
   * @param training calls in a step, forward and backward
   * @param inference calls in a prediction
   */
  public record KernelUse(String kernel, long training, long inference) {}

  public Report {
    inputs = List.copyOf(inputs);
    rows = List.copyOf(rows);
    kernels = List.copyOf(kernels);
    outputs = List.copyOf(outputs);
    texts = Map.copyOf(texts);
  }

  /**
   * @param model whose graph it is
   * @param graph as written, before any pass
   * @param sizes of images if they may have any size
   * @param step what runs in a training step
   * @param prediction what runs in a prediction
   */
  public static Report of(
      ModelDeclaration model,
      Graph graph,
      MemoryPlan training,
      MemoryPlan inference,
      Optional<ImageSizes> sizes,
      List<Node> step,
      List<Node> prediction) {
    Map<String, List<Node>> layers = new LinkedHashMap<>();
    for (Node node : graph.nodes()) {
      layers.computeIfAbsent(node.origin().layer(), name -> new ArrayList<>()).add(node);
    }
    Map<Value, Parameter> parameters = new HashMap<>();
    graph.parameters().forEach(p -> parameters.put(p.value(), p));
    List<Row> rows = new ArrayList<>();
    Map<Value, String> makers = makers(graph);
    Set<Value> read = readElsewhere(graph, makers);
    Set<Value> counted = new HashSet<>();
    layers.forEach(
        (layer, nodes) -> rows.add(row(layer, nodes, makers, read, parameters, counted)));
    return new Report(
        graph.name(),
        graph.inputs(),
        rows,
        Cost.parameters(graph),
        graph.parameters().stream()
            .filter(p -> p.role() == Parameter.Role.FROZEN)
            .mapToLong(Parameter::elements)
            .sum(),
        Cost.multiplyAdds(graph),
        training.elementsPerImage() * BYTES,
        inference.elementsPerImage() * BYTES,
        sizes,
        kernels(step, prediction),
        graph.outputs().stream().map(makers::get).distinct().toList(),
        FieldText.of(model));
  }

  private static List<KernelUse> kernels(List<Node> step, List<Node> prediction) {
    Map<String, long[]> uses = new LinkedHashMap<>();
    count(step, 0, uses);
    count(prediction, 1, uses);
    List<KernelUse> kernels = new ArrayList<>();
    uses.forEach((kernel, n) -> kernels.add(new KernelUse(kernel, n[0], n[1])));
    return kernels;
  }

  private static void count(List<Node> nodes, int column, Map<String, long[]> uses) {
    for (Node node : nodes) {
      if (writes(node)) {
        uses.computeIfAbsent(node.op().text(), kernel -> new long[2])[column]++;
      }
    }
  }

  /** Which layer makes a value; parameters are made by none. */
  private static Map<Value, String> makers(Graph graph) {
    Map<Value, String> makers = new HashMap<>();
    graph.inputs().forEach(input -> makers.put(input, input.name()));
    makers.put(graph.inputs().get(0), INPUT);
    for (Node node : graph.nodes()) {
      node.outputs().forEach(output -> makers.put(output, node.origin().layer()));
    }
    return makers;
  }

  /** What is read by another layer than the one that makes it, or by the caller. */
  private static Set<Value> readElsewhere(Graph graph, Map<Value, String> makers) {
    Set<Value> read = new HashSet<>(graph.outputs());
    for (Node node : graph.nodes()) {
      node.inputs().stream()
          .filter(input -> !node.origin().layer().equals(makers.get(input)))
          .forEach(read::add);
    }
    return read;
  }

  private static Row row(
      String layer,
      List<Node> nodes,
      Map<Value, String> makers,
      Set<Value> read,
      Map<Value, Parameter> parameters,
      Set<Value> counted) {
    List<String> inputs =
        nodes.stream()
            .flatMap(n -> n.inputs().stream())
            .map(makers::get)
            .filter(maker -> maker != null && !maker.equals(layer))
            .distinct()
            .toList();
    long learned =
        nodes.stream()
            .flatMap(n -> n.inputs().stream())
            .map(parameters::get)
            .filter(p -> p != null && p.isLearned() && counted.add(p.value())) // shared ones once
            .mapToLong(Parameter::elements)
            .sum();
    long written =
        nodes.stream()
            .filter(Report::writes)
            .mapToLong(n -> n.output().type().elements() * BYTES)
            .sum();
    return new Row(
        layer,
        inputs,
        nodes.get(nodes.size() - 1).output().type(),
        nodes.stream()
            .flatMap(n -> n.outputs().stream())
            .filter(read::contains)
            .sorted(Comparator.comparing(Value::name)) // a pyramid makes its coarsest map first
            .toList(),
        learned,
        Cost.sum(nodes),
        written);
  }

  /** Concatenation, slicing and reshaping are a matter of place. */
  private static boolean writes(Node node) {
    return Aliasing.of(node.op()) instanceof Aliasing.Written;
  }

  /** The type of one image. */
  public TensorType input() {
    return inputs.get(0).type();
  }

  /** What else the model is given. */
  List<Value> furtherInputs() {
    return inputs.subList(1, inputs.size());
  }

  /** One line, as the compiler prints it. */
  public String summary() {
    return String.format(
        Locale.ROOT,
        "%s: %,d parameters%s, %,d multiply-adds per image, memory per image %s training and %s inference%s",
        model,
        parameters,
        frozen == 0 ? "" : String.format(Locale.ROOT, " (%,d frozen)", frozen),
        multiplyAdds,
        megabytes(trainingBytes),
        megabytes(inferenceBytes),
        sizes.map(s -> "; " + s.describe()).orElse(""));
  }

  private static String megabytes(long bytes) {
    return bytes < 10_000_000
        ? String.format(Locale.ROOT, "%,d kB", Math.round(bytes / 1e3))
        : String.format(Locale.ROOT, "%,.1f MB", bytes / 1e6);
  }
}
