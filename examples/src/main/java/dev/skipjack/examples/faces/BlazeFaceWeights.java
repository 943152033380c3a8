package dev.skipjack.examples.faces;

import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.parameters.Parameter;
import dev.skipjack.runtime.weights.Safetensors;
import dev.skipjack.runtime.weights.Weights;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import onnx.Onnx.ModelProto;
import onnx.Onnx.TensorProto;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The weights of {@link BlazeFace}, by their names, from MediaPipe's model as an ONNX file. */
public final class BlazeFaceWeights {
  private static final String PREFIX = "StatefulPartitionedCall/functional_1/";

  private static final int UNITS = 7;

  private BlazeFaceWeights() {}

  /**
   * @param arguments the ONNX file; the safetensors file to write
   * @throws IOException if the first cannot be read, is none or lacks a tensor, or the second
   *     cannot be written
   */
  public static void main(String... arguments) throws IOException {
    try (TrainingNetwork network = BlazeFaceNetwork.forTraining(1)) {
      load(network, Path.of(arguments[0]));
      Weights.save(network, Path.of(arguments[1]));
      System.out.printf(
          Locale.ROOT, "saved    %s: %s%n", arguments[1], network.parameterList().size());
    }
  }

  /** Loads all weights, or none. */
  static void load(TrainingNetwork network, Path onnx) throws IOException {
    Path file = Files.createTempFile("blazeface", ".safetensors");
    try {
      Safetensors.write(file, weights(network, initializers(onnx), onnx));
      Weights.load(network, file);
    } finally {
      Files.delete(file);
    }
  }

  private static Map<String, TensorProto> initializers(Path onnx) throws IOException {
    Map<String, TensorProto> tensors = new HashMap<>();
    ModelProto model = ModelProto.parseFrom(Files.readAllBytes(onnx));
    model.getGraph().getInitializerList().forEach(t -> tensors.put(t.getName(), t));
    return tensors;
  }

  private static Map<String, INDArray> weights(
      TrainingNetwork network, Map<String, TensorProto> theirs, Path onnx) throws IOException {
    Map<String, String> layers = layers();
    Map<String, INDArray> weights = new LinkedHashMap<>();
    for (Parameter parameter : network.parameterList()) {
      int dot = parameter.name().lastIndexOf('.');
      String layer = layers.get(parameter.name().substring(0, dot));
      String name = PREFIX + layer + tensor(layer, parameter.name().substring(dot + 1));
      TensorProto tensor = theirs.get(name);
      if (tensor == null) {
        throw new IOException(
            onnx + " has no tensor " + name + ": expected MediaPipe's face_detection_back");
      }
      weights.put(parameter.name(), array(tensor));
    }
    return weights;
  }

  private static String tensor(String layer, String ours) {
    if (layer.startsWith("depthwise")) {
      return "/depthwise/ReadVariableOp:0";
    }
    return (ours.equals("bias") ? "/BiasAdd" : "/Conv2D") + "/ReadVariableOp:0";
  }

  /** Theirs by ours: numbered through the network, the heads last. */
  private static Map<String, String> layers() {
    Map<String, String> layers = new HashMap<>(Map.of("stem", "conv2d"));
    int unit = 0;
    for (int stage = 1; stage <= 4; stage++) {
      for (int i = 0; i < UNITS; i++) {
        put(layers, "stage" + stage + "." + i, unit++);
      }
      if (stage < 4) {
        put(layers, "down" + stage + ".0", unit++);
      }
    }
    layers.put("depthwise4", "depthwise_conv2d_" + unit);
    layers.put("down4", "conv2d_" + ++unit);
    layers.put("scores16", "conv2d_" + ++unit);
    layers.put("scores32", "conv2d_" + ++unit);
    layers.put("boxes16", "conv2d_" + ++unit);
    layers.put("boxes32", "conv2d_" + ++unit);
    return layers;
  }

  private static void put(Map<String, String> layers, String block, int unit) {
    layers.put(block + ".depthwise", "depthwise_conv2d" + (unit == 0 ? "" : "_" + unit));
    layers.put(block + ".pointwise", "conv2d_" + (unit + 1));
  }

  private static INDArray array(TensorProto tensor) {
    float[] values = new float[tensor.getRawData().size() / Float.BYTES];
    tensor
        .getRawData()
        .asReadOnlyByteBuffer()
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(values);
    long[] shape = tensor.getDimsList().stream().mapToLong(Long::longValue).toArray();
    return Nd4j.createFromArray(values).reshape(shape);
  }
}
