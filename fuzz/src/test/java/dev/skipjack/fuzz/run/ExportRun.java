package dev.skipjack.fuzz.run;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import dev.skipjack.fuzz.Plan;
import dev.skipjack.onnx.Onnx;
import dev.skipjack.runtime.GeneratedNetworks;
import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.TrainingNetwork;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Predicts with a model, exported, in ONNX Runtime, and in DOUBLE with our portable kernels. */
public final class ExportRun {
  /** Of the largest element of an output, or of 1: FLOAT beside DOUBLE. */
  private static final double TOLERANCE = 1e-4;

  private ExportRun() {}

  /**
   * What differs, or empty.
   *
   * @param file where the export is written
   */
  public static Optional<String> difference(Class<?> model, Plan plan, Path file)
      throws IOException, OrtException {
    ModelRun run = new ModelRun(model, Variant.REFERENCE, plan);
    try (TrainingNetwork network =
            GeneratedNetworks.forTraining(model, DataType.DOUBLE, plan.seed());
        InferenceNetwork inference = network.inference()) {
      run.fill(network);
      Onnx.save(network, file);
      List<INDArray> inputs = run.inputs(network, "exported", plan.batch());
      inference.predict(inputs);
      return difference(inference, inputs, file);
    }
  }

  private static Optional<String> difference(
      InferenceNetwork expected, List<INDArray> inputs, Path file) throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
      options.setIntraOpNumThreads(1);
      Map<String, OnnxTensor> tensors = new HashMap<>();
      for (int i = 0; i < inputs.size(); i++) {
        float[] elements = inputs.get(i).castTo(DataType.FLOAT).data().asFloat();
        tensors.put(
            expected.inputs().get(i).name(),
            OnnxTensor.createTensor(
                environment, FloatBuffer.wrap(elements), inputs.get(i).shape()));
      }
      try (OrtSession session = environment.createSession(file.toString(), options);
          OrtSession.Result result = session.run(tensors)) {
        int i = 0;
        for (Map.Entry<String, OnnxValue> output : result) {
          Optional<String> difference =
              difference((OnnxTensor) output.getValue(), expected.outputs().get(i++));
          if (difference.isPresent()) {
            return difference.map(text -> output.getKey() + " " + text);
          }
        }
      } finally {
        tensors.values().forEach(OnnxTensor::close);
      }
    }
    return Optional.empty();
  }

  private static Optional<String> difference(OnnxTensor actual, INDArray expected) {
    long[] shape = actual.getInfo().getShape();
    if (!Arrays.equals(shape, expected.shape())) {
      return Optional.of(Arrays.toString(shape) + ", not " + Arrays.toString(expected.shape()));
    }
    double[] values = ModelRun.values(expected);
    double largest = Math.max(1, Arrays.stream(values).map(Math::abs).max().orElseThrow());
    FloatBuffer theirs = actual.getFloatBuffer();
    for (int i = 0; i < values.length; i++) {
      if (!(Math.abs(theirs.get(i) - values[i]) <= TOLERANCE * largest)) {
        return Optional.of(
            String.format(
                Locale.ROOT,
                "has %s at %d, not %s (the largest is %s)",
                theirs.get(i),
                i,
                values[i],
                largest));
      }
    }
    return Optional.empty();
  }
}
