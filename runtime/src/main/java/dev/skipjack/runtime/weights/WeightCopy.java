package dev.skipjack.runtime.weights;

import dev.skipjack.runtime.Network;
import dev.skipjack.runtime.parameters.Parameter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What a network learned, given to another of the same architecture. */
final class WeightCopy {
  private WeightCopy() {}

  /** See {@link Weights#copy}. */
  static void copy(Network from, Network to) {
    Map<String, Parameter> theirs = new LinkedHashMap<>();
    from.parameterList().forEach(parameter -> theirs.put(parameter.name(), parameter));
    for (Parameter parameter : to.parameterList()) {
      Parameter other = theirs.get(parameter.name());
      require(other != null, from, to, "the first has no " + parameter.name());
      require(
          Arrays.equals(other.shape(), parameter.shape()),
          from,
          to,
          parameter.name() + " has another shape");
    }
    require(
        from.parameterList().size() == to.parameterList().size(), from, to, "the first has more");
    require(from.dataType() == to.dataType(), from, to, "they compute in other types");
    require(
        from.architecture().equals(to.architecture()),
        from,
        to,
        "they compute something else with the same tensors");
    for (Parameter parameter : to.parameterList()) {
      to.tensor(parameter).assign(from.readOnly(theirs.get(parameter.name())));
    }
    to.parametersChanged();
    to.prepareWith(from.preparation().orElse(null));
  }

  private static void require(boolean condition, Network from, Network to, String difference) {
    if (!condition) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the weights of %s are not those of %s: %s",
              from.name(),
              to.name(),
              difference));
    }
  }
}
