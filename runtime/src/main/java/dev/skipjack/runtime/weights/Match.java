package dev.skipjack.runtime.weights;

import dev.skipjack.runtime.Network;
import dev.skipjack.runtime.parameters.Parameter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which tensors of a file fit which parameters of a network, and what fits nothing.
 *
 * @param fitting tensors by their parameters
 * @param others parameters that nothing fits; the tensor has the name and another shape or a type
 *     that is not read, or is null
 * @param unexpected tensors by names that no parameter has
 */
record Match(
    Map<Parameter, StoredTensor> fitting,
    Map<Parameter, StoredTensor> others,
    Map<String, StoredTensor> unexpected) {

  /**
   * @param partial tells a tensor's name in the network, and what is left out
   * @throws IOException if two tensors have one name in the network
   */
  static Match of(Network network, Path file, List<StoredTensor> tensors, Partial partial)
      throws IOException {
    Map<String, StoredTensor> byName = byName(file, tensors, partial);
    Map<Parameter, StoredTensor> fitting = new LinkedHashMap<>();
    Map<Parameter, StoredTensor> others = new LinkedHashMap<>();
    for (Parameter parameter : network.parameterList()) {
      StoredTensor tensor = byName.remove(parameter.name());
      boolean fits =
          tensor != null
              && !partial.leaves(parameter.name())
              && tensor.type().isReadable()
              && Arrays.equals(tensor.shape(), parameter.shape());
      (fits ? fitting : others).put(parameter, tensor);
    }
    return new Match(fitting, others, byName);
  }

  private static Map<String, StoredTensor> byName(
      Path file, List<StoredTensor> tensors, Partial partial) throws IOException {
    Map<String, StoredTensor> byName = new TreeMap<>();
    for (StoredTensor tensor : tensors) {
      if (tensor.isCounter()) {
        continue;
      }
      String name = partial.name(StoredNames.current(tensor.name()));
      StoredTensor other = name == null ? null : byName.put(name, tensor);
      if (other != null) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "the weights in %s have two tensors for %s: %s and %s",
                file,
                name,
                other.name(),
                tensor.name()));
      }
    }
    return byName;
  }

  /** Whether the file has all of the network and nothing else. */
  boolean isWhole() {
    return others.isEmpty() && unexpected.isEmpty();
  }

  /** One line for each misfit, the network's in its order, then the file's. */
  List<String> problems() {
    return problems(Partial.NOTHING);
  }

  /** One line for each misfit that is not allowed. */
  List<String> problems(Partial partial) {
    List<String> problems = new ArrayList<>();
    others.forEach(
        (parameter, tensor) -> {
          String name = parameter.name();
          Partial.Kind kind = tensor == null ? Partial.Kind.MISSING : Partial.Kind.OTHER_SHAPE;
          if (!partial.leaves(name) && !partial.allows(kind, name)) {
            problems.add(problem(parameter, tensor));
          }
        });
    unexpected.forEach(
        (name, tensor) -> {
          if (!partial.allows(Partial.Kind.UNEXPECTED, name)) {
            problems.add("unexpected  " + tensor.describe());
          }
        });
    for (String name : partial.leavesNone(names())) {
      problems.add("misnamed    " + name + ", to be left out: neither has it");
    }
    return problems;
  }

  /** Those of the network, and the file's that it lacks. */
  private List<String> names() {
    List<String> names = new ArrayList<>(unexpected.keySet());
    fitting.keySet().forEach(parameter -> names.add(parameter.name()));
    others.keySet().forEach(parameter -> names.add(parameter.name()));
    return names;
  }

  private static String problem(Parameter parameter, StoredTensor tensor) {
    if (tensor == null) {
      return "missing     " + describe(parameter);
    }
    if (!Arrays.equals(tensor.shape(), parameter.shape())) {
      return "misshapen   " + tensor.describe() + ", expected " + shape(parameter);
    }
    return String.format(
        Locale.ROOT,
        "mistyped    %s is of type '%s', but one of %s is expected",
        describe(parameter),
        tensor.type(),
        ElementType.READABLE);
  }

  LoadedPart loadedPart() {
    List<String> unused = new ArrayList<>();
    others.forEach(
        (parameter, tensor) -> {
          if (tensor != null) {
            boolean fits = Arrays.equals(tensor.shape(), parameter.shape());
            String why = fits ? "left out" : "the network has " + describe(parameter);
            unused.add(tensor.describe() + ": " + why);
          }
        });
    unexpected.forEach(
        (name, tensor) -> unused.add(tensor.describe() + ": the network has no " + name));
    return new LoadedPart(
        fitting.keySet().stream().map(Parameter::name).toList(),
        List.copyOf(unused),
        others.keySet().stream().map(Match::describe).toList());
  }

  private static String describe(Parameter parameter) {
    return parameter.name() + " " + shape(parameter);
  }

  private static String shape(Parameter parameter) {
    return StoredTensor.describe(parameter.shape());
  }
}
