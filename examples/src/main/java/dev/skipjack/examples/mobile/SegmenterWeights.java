package dev.skipjack.examples.mobile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.parameters.Parameter;
import dev.skipjack.runtime.weights.Safetensors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The weights of {@link Segmenter}, by their names, from a TensorFlow.js model: {@code model.json}
 * with the names and shapes, and the float32 values, little-endian and in that order, in the files
 * beside it. TensorFlow has a kernel's sides before its channels, and of a depthwise convolution
 * batch norm's scale apart from the kernel.
 */
public final class SegmenterWeights {
  private static final String BODY = "MobilenetV2/";

  private SegmenterWeights() {}

  /**
   * @param arguments the model's {@code model.json}; the safetensors file to write
   * @throws IOException if the first cannot be read or lacks a tensor, or the second cannot be
   *     written
   */
  public static void main(String... arguments) throws IOException {
    try (TrainingNetwork network = SegmenterNetwork.forTraining(1)) {
      convert(network, Path.of(arguments[0]), Path.of(arguments[1]));
      System.out.printf(
          Locale.ROOT, "saved    %s: %s%n", arguments[1], network.parameterList().size());
    }
  }

  /** Writes the weights of {@code network}, a {@link Segmenter}. */
  static void convert(TrainingNetwork network, Path model, Path safetensors) throws IOException {
    Map<String, INDArray> theirs = tensors(model);
    Map<String, INDArray> weights = new LinkedHashMap<>();
    for (Parameter parameter : network.parameterList()) {
      weights.put(parameter.name(), weight(parameter.name(), theirs, model));
    }
    Safetensors.write(safetensors, weights);
  }

  private static INDArray weight(String name, Map<String, INDArray> theirs, Path model)
      throws IOException {
    int dot = name.lastIndexOf('.');
    String layer = layer(name.substring(0, dot));
    boolean logits = layer.startsWith("logits");
    if (name.endsWith("bias")) {
      String offset = logits ? "/biases" : "/BatchNorm/FusedBatchNorm/Offset";
      return tensor(theirs, layer + offset, model).ravel();
    }
    if (layer.endsWith("/depthwise")) {
      INDArray kernel = tensor(theirs, layer + "/depthwise_weights", model);
      INDArray scale = tensor(theirs, layer + "/BatchNorm/FusedBatchNorm/Scaled", model).ravel();
      return kernel.permute(2, 3, 0, 1).dup('c').muli(scale.reshape(scale.length(), 1, 1, 1));
    }
    String kernel = logits ? "/weights" : "/Conv2D/merged_input";
    return tensor(theirs, layer + kernel, model).permute(3, 2, 0, 1).dup('c');
  }

  /** Theirs by ours: {@code features.2.expand} is the first unit that expands. */
  private static String layer(String ours) {
    return switch (ours) {
      case "stem" -> BODY + "Conv";
      case "depthwise", "project" -> BODY + "expanded_conv/" + ours;
      case "aspp" -> "aspp0";
      case "pooling" -> "image_pooling";
      case "projection" -> "concat_projection";
      case "logits" -> "logits/semantic";
      default -> {
        String[] words = ours.split("\\."); // features, a number from 2, a layer
        yield BODY + "expanded_conv_" + (Integer.parseInt(words[1]) - 1) + "/" + words[2];
      }
    };
  }

  private static INDArray tensor(Map<String, INDArray> theirs, String name, Path model)
      throws IOException {
    INDArray tensor = theirs.get(name);
    if (tensor == null) {
      throw new IOException(
          model + " has no tensor " + name + ": expected DeepLabV3 on MobileNetV2 in float32");
    }
    return tensor;
  }

  private static Map<String, INDArray> tensors(Path model) throws IOException {
    Map<String, INDArray> tensors = new HashMap<>();
    for (JsonNode group : new ObjectMapper().readTree(model.toFile()).path("weightsManifest")) {
      ByteArrayOutputStream shards = new ByteArrayOutputStream();
      for (JsonNode path : group.path("paths")) {
        shards.write(Files.readAllBytes(model.resolveSibling(path.asText())));
      }
      ByteBuffer values = ByteBuffer.wrap(shards.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
      for (JsonNode weight : group.path("weights")) {
        add(tensors, weight, values);
      }
    }
    return tensors;
  }

  private static void add(Map<String, INDArray> tensors, JsonNode weight, ByteBuffer values) {
    JsonNode sides = weight.path("shape");
    long[] shape = new long[sides.size()];
    int length = 1;
    for (int i = 0; i < shape.length; i++) {
      shape[i] = sides.get(i).asLong();
      length *= (int) shape[i];
    }
    if (!weight.path("dtype").asText().equals("float32")) {
      values.position(values.position() + length * Integer.BYTES); // sizes and axes, of int32
      return;
    }
    float[] floats = new float[length];
    values.asFloatBuffer().get(floats);
    values.position(values.position() + length * Float.BYTES);
    tensors.put(
        weight.path("name").asText(),
        Nd4j.createFromArray(floats).reshape(shape.length == 0 ? new long[] {1} : shape));
  }
}
