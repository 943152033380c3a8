package dev.skipjack.onnx;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.skipjack.runtime.Network;
import dev.skipjack.runtime.parameters.Parameter;
import dev.skipjack.runtime.parameters.ParameterRole;
import dev.skipjack.runtime.pictures.Preparation;
import dev.skipjack.runtime.pictures.PreparationJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;

/**
 * Writes networks as ONNX (opset 18, IR version 8), for ONNX Runtime and whatever else reads it: on
 * other devices and in other languages.
 *
 * <p>Nothing runs and no example input is needed: the compiler knew the graph, and generated code
 * tells it. The model takes {@code images}, FLOAT {@code [N,C,H,W]} for any {@code N}, and any
 * {@code H} and {@code W} that the network takes if it takes several. Its outputs are called as the
 * model's fields, its nodes as the fields' paths with the annotation in their documentation, its
 * initializers as the tensors of the weight file. Batch norm stays a node of its own; dropout is
 * gone. A network of DOUBLE is rounded to FLOAT.
 *
 * <p>The metadata say the model's class ({@code model}), the number of learned {@code parameters}
 * and the {@code architecture}, and if the network knows how its pictures are prepared, {@code
 * class_names}, {@code mean} and {@code standard_deviation} as lists in JSON, and all of it as
 * {@code preparation}; {@code input} says what a sample is.
 */
public final class Onnx {
  /** Protobuf ends at 2 GiB, which some readers already miss at half of that. */
  private static final long MOST_INSIDE = 1L << 30;

  private static final JsonMapper JSON = new JsonMapper();

  private final Network network;
  private final boolean preprocessing;

  private Onnx(Network network, boolean preprocessing) {
    this.network = network;
    this.preprocessing = preprocessing;
  }

  /**
   * Writes a network as it predicts.
   *
   * <p>The file is written beside its place and moved there when all of it is on the disk. Weights
   * of more than 1 GiB go into {@code FILE.data}, before it.
   *
   * @param network of training or inference, whose weights are those of this moment
   * @param file usually {@code NAME.onnx}; its directory is made
   * @throws IOException naming file and reason if it cannot be written, or the network has a value
   *     that is not finite; an existing file is then as it was
   * @throws IllegalArgumentException if the network has a layer of the user's own
   */
  public static void save(Network network, Path file) throws IOException {
    of(network).save(file);
  }

  /** The export of a network, to be told more. */
  public static Onnx of(Network network) {
    return new Onnx(network, false);
  }

  /**
   * The same with normalization and softmax in it: the model takes the samples of a picture, 0 to
   * 255, and answers with {@code probabilities} instead of its main output. Framing and resizing
   * stay with the caller, who reads how in the metadata.
   *
   * @throws IllegalStateException if the network does not know how its pictures are prepared, or
   *     they have other channels
   */
  public Onnx withPreprocessing() {
    if (network.preparation().isEmpty()) {
      throw new IllegalStateException(
          network.name()
              + " does not know how its pictures are normalized, so that cannot be a part of the"
              + " model: load weights that say it, or tell it with network.prepareWith(...)");
    }
    int channels = network.preparation().get().channels();
    if (channels != network.inputChannels()) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "%s takes images of %d channels, but is told to prepare pictures of %d:"
                  + " network.prepareWith(...) mends it",
              network.name(),
              network.inputChannels(),
              channels));
    }
    return new Onnx(network, true);
  }

  /** As {@link #save(Network, Path)}. */
  public void save(Path file) throws IOException {
    save(file, MOST_INSIDE);
  }

  /**
   * @param mostInside bytes of weights that lie in the file itself
   */
  void save(Path file, long mostInside) throws IOException {
    ModelFile.write(model(), network, file, version(), mostInside);
  }

  private Model model() throws IOException {
    OnnxGraph graph = new OnnxGraph(preprocessing ? network.preparation().orElseThrow() : null);
    network.visitGraph(graph);
    List<ValueInfo> outputs = graph.outputs();
    return new Model(
        network.name(),
        graph.inputs(),
        outputs,
        graph.nodes(),
        graph.constants(),
        network.parameterList(),
        metadata());
  }

  private Map<String, String> metadata() throws IOException {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("model", network.name());
    metadata.put("architecture", network.architecture());
    long parameters =
        network.parameterList().stream()
            .filter(parameter -> parameter.role() != ParameterRole.RUNNING)
            .mapToLong(Parameter::length)
            .sum();
    metadata.put("parameters", Long.toString(parameters));
    network.imageSizes().ifPresent(sizes -> metadata.put("image_sizes", sizes.describe()));
    Preparation preparation = network.preparation().orElse(null);
    if (preparation != null) {
      metadata.put("input", input(preparation));
      metadata.put("class_names", json(preparation.classNames()));
      metadata.put("mean", json(preparation.mean()));
      metadata.put("standard_deviation", json(preparation.standardDeviation()));
      metadata.put("preparation", PreparationJson.write(preparation));
    }
    return metadata;
  }

  private String input(Preparation preparation) {
    return String.format(
        Locale.ROOT,
        "%s, %s",
        preparation.grey() ? "grey" : "red, green, blue",
        preprocessing
            ? "samples from 0 to 255"
            : "(sample / 255 - mean) / standard_deviation of samples from 0 to 255");
  }

  private static String json(List<?> values) throws JsonProcessingException {
    return JSON.writeValueAsString(values);
  }

  private static String version() throws IOException {
    try (InputStream file = Onnx.class.getResourceAsStream("version.properties")) {
      Properties versions = new Properties();
      versions.load(file);
      return versions.getProperty("skipjack");
    }
  }
}
