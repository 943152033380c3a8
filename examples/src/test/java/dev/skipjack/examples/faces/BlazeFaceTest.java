package dev.skipjack.examples.faces;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.pictures.PictureReader;
import dev.skipjack.runtime.pictures.Preparation;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Their own file in ONNX Runtime and ours with its weights give the same; {@code
 * examples/src/main/scripts/blazeface.sh} fetches the file and runs this.
 */
class BlazeFaceTest {
  private static final double TOLERANCE = 1e-4;

  /** Their outputs by ours. */
  private static final Map<String, String> OUTPUTS =
      Map.of(
          "scores16", "Identity:0",
          "scores32", "Identity_1:0",
          "boxes16", "Identity_2:0",
          "boxes32", "Identity_3:0");

  @Test
  @EnabledIfSystemProperty(named = "skipjack.blazeface", matches = ".+")
  void predictsWhatTheirsDoesInOnnxRuntime() throws Exception {
    Path onnx = Path.of(System.getProperty("skipjack.blazeface"));
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (TrainingNetwork network = BlazeFaceNetwork.forTraining(1);
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        OrtSession theirs = environment.createSession(onnx.toString(), options)) {
      BlazeFaceWeights.load(network, onnx);
      try (InferenceNetwork ours = network.inference()) {
        Nd4j.getRandom().setSeed(1);
        INDArray noise = Nd4j.rand(DataType.FLOAT, 1, 3, 256, 256).muli(2).subi(1);
        compare("noise", ours, theirs, noise);
        String picture = System.getProperty("skipjack.picture", "");
        if (!picture.isEmpty()) {
          compare(
              Path.of(picture).getFileName().toString(), ours, theirs, prepared(Path.of(picture)));
        }
      }
    }
  }

  /** Between -1 and 1, as the network was trained. */
  private static INDArray prepared(Path picture) throws IOException {
    byte[] samples = Preparation.of(3, 256, 256).apply(PictureReader.read(picture));
    float[] values = new float[samples.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (samples[i] & 255) / 127.5f - 1;
    }
    return Nd4j.createFromArray(values).reshape(1, 3, 256, 256);
  }

  private static void compare(String what, InferenceNetwork ours, OrtSession theirs, INDArray image)
      throws OrtException {
    System.out.println(what);
    ours.predict(image);
    List<INDArray> outputs = ours.outputs();
    FloatBuffer pixels = FloatBuffer.wrap(elements(image));
    try (OnnxTensor input =
            OnnxTensor.createTensor(
                OrtEnvironment.getEnvironment(), pixels, new long[] {1, 256, 256, 3});
        OrtSession.Result result = theirs.run(Map.of("input:0", input))) {
      for (int i = 0; i < outputs.size(); i++) {
        String name = ours.outputNames().get(i);
        OnnxTensor output = (OnnxTensor) result.get(OUTPUTS.get(name)).orElseThrow();
        compare(name, elements(outputs.get(i)), output.getFloatBuffer());
      }
    }
  }

  /** Pixel by pixel, as TensorFlow has them. */
  private static float[] elements(INDArray maps) {
    return maps.permute(0, 2, 3, 1).dup('c').ravel().toFloatVector();
  }

  private static void compare(String what, float[] ours, FloatBuffer theirs) {
    assertThat(ours).as(what).hasSize(theirs.remaining());
    double largest = 0;
    double worst = 0;
    for (int i = 0; i < ours.length; i++) {
      largest = Math.max(largest, Math.abs(theirs.get(i)));
      double difference = Math.abs(ours[i] - theirs.get(i));
      worst = difference <= worst ? worst : difference; // NaN is the worst
    }
    System.out.printf(
        Locale.ROOT,
        "%-10s largest difference %.1e; %,d values from %.1f to %.1f%n",
        what,
        worst,
        ours.length,
        Nd4j.createFromArray(ours).minNumber().floatValue(),
        Nd4j.createFromArray(ours).maxNumber().floatValue());
    assertThat(largest).as(what).isPositive();
    assertThat(worst).as(what).isLessThanOrEqualTo(TOLERANCE * Math.max(1, largest));
  }
}
