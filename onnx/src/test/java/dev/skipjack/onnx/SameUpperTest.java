package dev.skipjack.onnx;

import dev.skipjack.onnx.models.Maps;
import dev.skipjack.runtime.GeneratedNetworks;
import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.graph.MapSize;
import dev.skipjack.runtime.parameters.Parameter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** {@code Padding.SAME_UPPER} is what ONNX Runtime makes of {@code auto_pad = SAME_UPPER}. */
class SameUpperTest {
  private static final Attribute UPPER = Attribute.of("auto_pad", "SAME_UPPER");

  @TempDir Path directory;

  private final Nodes nodes = new Nodes();

  @Test
  void padsAsOnnxRuntimeDoes() throws Exception {
    try (TrainingNetwork network =
            GeneratedNetworks.forTraining(Maps.Upper.class, DataType.FLOAT, 3);
        InferenceNetwork ours = network.inference()) {
      int height = network.inputHeight();
      int width = network.inputWidth();
      convolution(network, "strided", 1, 2, 1);
      convolution(network, "grouped", 3, 2, 2);
      convolution(network, "even", 1, 1, 1);
      pool("MaxPool", "most", 3, 3, 2, 2);
      pool("MaxPool", "dense", 2, 2, 1, 1);
      pool("AveragePool", "averaged", 5, 5, 4, 4);
      pool("AveragePool", "both", 4, 3, 1, 2);
      INDArray images = RunsOnnx.images(2, 3, height, width);
      ours.predict(images);
      List<ValueInfo> outputs = new ArrayList<>();
      for (int i = 0; i < ours.outputs().size(); i++) {
        long[] shape = ours.outputs().get(i).shape();
        outputs.add(
            ValueInfo.of(
                ours.outputNames().get(i), (int) shape[1], MapSize.of(shape[2], shape[3])));
      }
      Model model =
          new Model(
              "Upper",
              List.of(ValueInfo.of("images", 3, MapSize.of(height, width))),
              outputs,
              nodes.nodes(),
              nodes.constants(),
              List.of(),
              new LinkedHashMap<>());
      Path file = directory.resolve("upper.onnx");
      ModelFile.write(model, null, file, "test", 0L);
      try (RunsOnnx theirs = new RunsOnnx(file)) {
        Map<String, RunsOnnx.Output> expected = theirs.run(images);
        for (int i = 0; i < outputs.size(); i++) {
          String name = outputs.get(i).name();
          RunsOnnx.assertClose(name, RunsOnnx.Output.of(ours.outputs().get(i)), expected.get(name));
        }
      }
    }
  }

  private void convolution(TrainingNetwork network, String layer, long groups, long... strides) {
    List<String> inputs = new ArrayList<>(List.of("images"));
    for (Parameter parameter : network.parameterList()) {
      if (parameter.name().startsWith(layer + ".")) {
        List<Long> shape = new ArrayList<>();
        for (long size : parameter.shape()) {
          shape.add(size);
        }
        double[] values = network.tensor(parameter).dup('c').ravel().toDoubleVector();
        inputs.add(nodes.real(parameter.name(), shape, values));
      }
    }
    nodes.add(
        "Conv",
        layer,
        inputs,
        UPPER,
        Attribute.list("strides", strides),
        Attribute.of("group", groups));
  }

  private void pool(String operator, String layer, long kh, long kw, long... strides) {
    nodes.add(
        operator,
        layer,
        List.of("images"),
        UPPER,
        Attribute.list("kernel_shape", kh, kw),
        Attribute.list("strides", strides));
  }
}
