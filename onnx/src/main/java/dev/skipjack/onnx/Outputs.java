package dev.skipjack.onnx;

import java.util.ArrayList;
import java.util.List;

/** The outputs of a model, the main one last, and the probabilities that it may become. */
final class Outputs {
  private static final String PROBABILITIES = "probabilities";

  private final Nodes nodes;
  private final Inputs inputs;
  private final boolean withProbabilities;
  private final List<Output> outputs = new ArrayList<>();

  private record Output(String name, String value, List<String> shape) {
    ValueInfo info(String called) {
      return new ValueInfo(called, shape);
    }
  }

  /**
   * @param withProbabilities whether a softmax follows the main output
   */
  Outputs(Nodes nodes, Inputs inputs, boolean withProbabilities) {
    this.nodes = nodes;
    this.inputs = inputs;
    this.withProbabilities = withProbabilities;
  }

  void add(String name, String value, List<String> shape) {
    outputs.add(new Output(name, value, shape));
    if (!inputs.has(value) && nodes.name(value).equals(value)) {
      nodes.rename(value, name);
    }
  }

  /** Ends the model; to be asked once, after everything else. */
  List<ValueInfo> end() {
    List<ValueInfo> infos = new ArrayList<>();
    for (Output output : outputs) {
      infos.add(output.info(named(output)));
    }
    if (withProbabilities) {
      Output main = outputs.get(outputs.size() - 1);
      String name = PROBABILITIES;
      while (nodes.has(name)) {
        name += "_";
      }
      nodes.at(name, "softmax over the channels of " + main.name());
      nodes.add("Softmax", name, List.of(main.value()), Attribute.of("axis", 1));
      infos.set(infos.size() - 1, main.info(name));
    }
    return infos;
  }

  /** The name of an output; one that is an input, or another output too, gets a copy. */
  private String named(Output output) {
    if (!nodes.name(output.value()).equals(output.name())) {
      nodes.at(output.name(), "another name of " + output.value());
      nodes.add("Identity", output.name(), List.of(output.value()));
    }
    return output.name();
  }
}
