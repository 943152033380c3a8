package dev.skipjack.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.skipjack.runtime.Network;
import dev.skipjack.runtime.parameters.Parameter;
import dev.skipjack.runtime.parameters.ParameterRole;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The layers of a network, as the compiler wrote them beside its classes.
 *
 * @param input shape of one image
 * @param parameters learned ones
 * @param frozen how many of them are
 * @param multiplyAdds of one image, forward; -1 if not known
 * @param trainingBytesPerImage planned memory; -1 if not known
 * @param layers in the order in which they run
 */
record Architecture(
    String input,
    long parameters,
    long frozen,
    long multiplyAdds,
    long trainingBytesPerImage,
    List<Layer> layers) {
  private static final String TRAINING = "Training";

  /**
   * A field of the model.
   *
   * @param output shape of what it makes of one image; empty if not known
   * @param multiplyAdds -1 if not known
   * @param inputs names of the layers that it reads
   */
  record Layer(
      String name, String output, long parameters, long multiplyAdds, List<String> inputs) {}

  /** What the compiler wrote; of a network without that, what its parameters tell. */
  static Architecture of(Network network) {
    Class<?> generated = network.getClass();
    String model = generated.getSimpleName();
    if (model.endsWith(TRAINING)) {
      String file = model.substring(0, model.length() - TRAINING.length()) + ".json";
      try (InputStream json = generated.getResourceAsStream(file)) {
        if (json != null) {
          return read(new JsonMapper().readTree(json));
        }
      } catch (IOException unreadable) {
        return ofParameters(network);
      }
    }
    return ofParameters(network);
  }

  private static Architecture read(JsonNode json) {
    List<Layer> layers = new ArrayList<>();
    for (JsonNode layer : json.path("layers")) {
      List<String> inputs = new ArrayList<>();
      layer.path("inputs").forEach(input -> inputs.add(input.asText()));
      layers.add(
          new Layer(
              layer.path("layer").asText(),
              layer.path("output").asText(),
              layer.path("parameters").asLong(),
              layer.path("multiplyAdds").asLong(),
              inputs));
    }
    return new Architecture(
        json.path("input").asText(),
        json.path("parameters").asLong(),
        json.path("frozenParameters").asLong(),
        json.path("multiplyAdds").asLong(-1),
        json.path("trainingBytesPerImage").asLong(-1),
        layers);
  }

  /** Tensors whose names have the same head belong to one layer. */
  private static Architecture ofParameters(Network network) {
    Map<String, Long> layers = new LinkedHashMap<>();
    long learned = 0;
    long frozen = 0;
    for (Parameter parameter : network.parameterList()) {
      if (parameter.role() != ParameterRole.RUNNING) {
        learned += parameter.length();
        frozen += parameter.role() == ParameterRole.FROZEN ? parameter.length() : 0;
        layers.merge(parameter.name().replaceFirst("\\.[^.]*$", ""), parameter.length(), Long::sum);
      }
    }
    List<Layer> rows = new ArrayList<>();
    layers.forEach((name, count) -> rows.add(new Layer(name, "", count, -1, List.of())));
    return new Architecture(network.describeInput(), learned, frozen, -1, -1, rows);
  }
}
