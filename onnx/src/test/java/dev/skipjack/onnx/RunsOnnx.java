package dev.skipjack.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.InputShape;
import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.parameters.Parameter;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Runs models in ONNX Runtime, beside our own networks. */
public final class RunsOnnx implements AutoCloseable {
  /** Of the largest output, or of 1. */
  private static final double TOLERANCE = 1e-4;

  private final OrtSession.SessionOptions options;
  private final OrtSession session;

  /**
   * What came out.
   *
   * @param values in C order
   */
  public record Output(List<Long> shape, float[] values) {
    static Output of(INDArray array) {
      return new Output(boxed(array.shape()), array.dup('c').ravel().toFloatVector());
    }
  }

  public RunsOnnx(Path file) throws OrtException {
    options = new OrtSession.SessionOptions();
    options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
    options.setIntraOpNumThreads(2);
    session = OrtEnvironment.getEnvironment().createSession(file.toString(), options);
  }

  OrtSession session() {
    return session;
  }

  /** Every output by its name, in the file's order. */
  public Map<String, Output> run(INDArray images) throws OrtException {
    return run(Map.of(session.getInputNames().iterator().next(), images));
  }

  /** The same of a model with several inputs, by their names. */
  public Map<String, Output> run(Map<String, INDArray> inputs) throws OrtException {
    Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, INDArray> input : inputs.entrySet()) {
      INDArray array = input.getValue();
      FloatBuffer elements = FloatBuffer.wrap(array.dup('c').ravel().toFloatVector());
      tensors.put(
          input.getKey(),
          OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), elements, array.shape()));
    }
    try {
      return runTensors(tensors);
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
  }

  private Map<String, Output> runTensors(Map<String, OnnxTensor> inputs) throws OrtException {
    Map<String, Output> outputs = new LinkedHashMap<>();
    try (OrtSession.Result result = session.run(inputs)) {
      for (Map.Entry<String, OnnxValue> entry : result) {
        OnnxTensor tensor = (OnnxTensor) entry.getValue();
        FloatBuffer buffer = tensor.getFloatBuffer();
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        outputs.put(entry.getKey(), new Output(boxed(tensor.getInfo().getShape()), values));
      }
    }
    return outputs;
  }

  private static List<Long> boxed(long... shape) {
    List<Long> boxed = new ArrayList<>();
    for (long size : shape) {
      boxed.add(size);
    }
    return boxed;
  }

  @Override
  public void close() throws OrtException {
    session.close();
    options.close();
  }

  /**
   * Shows that a network and its export predict the same.
   *
   * @param shapes of batches of images
   */
  public static void assertAgrees(TrainingNetwork network, Path file, List<long[]> shapes)
      throws IOException, OrtException {
    scatter(network);
    Onnx.save(network, file);
    try (InferenceNetwork ours = network.inference();
        RunsOnnx theirs = new RunsOnnx(file)) {
      for (long[] shape : shapes) {
        Map<String, INDArray> inputs = inputs(network, shape);
        ours.predict(List.copyOf(inputs.values()));
        List<INDArray> expected = ours.outputs();
        Map<String, Output> actual = theirs.run(inputs);
        if (expected.size() > 1) {
          assertThat(actual.keySet()).containsExactlyElementsOf(ours.outputNames());
        }
        assertThat(actual).hasSameSizeAs(expected);
        int i = 0;
        for (Map.Entry<String, Output> output : actual.entrySet()) {
          assertClose(
              network.name() + "." + output.getKey() + " of " + boxed(shape),
              output.getValue(),
              Output.of(expected.get(i++)));
        }
      }
    }
  }

  private static Map<String, INDArray> inputs(TrainingNetwork network, long... images) {
    Map<String, INDArray> inputs = new LinkedHashMap<>();
    for (InputShape input : network.inputs()) {
      boolean first = inputs.isEmpty();
      inputs.put(input.name(), images(first ? images : input.shape((int) images[0])));
    }
    return inputs;
  }

  static void assertClose(String what, Output actual, Output expected) {
    assertThat(actual.shape()).as(what).isEqualTo(expected.shape());
    double largest = 1;
    double smallest = 0;
    for (float value : expected.values()) {
      assertThat(value).as(what).isFinite();
      largest = Math.max(largest, Math.abs(value));
      smallest = Math.max(smallest, Math.abs(value - expected.values()[0]));
    }
    assertThat(smallest).as("%s is not the same everywhere", what).isPositive();
    for (int i = 0; i < expected.values().length; i++) {
      if (!(Math.abs(actual.values()[i] - expected.values()[i]) <= TOLERANCE * largest)) {
        assertThat(actual.values()[i])
            .as("%s at %d of %d", what, i, expected.values().length)
            .isEqualTo(expected.values()[i]);
      }
    }
  }

  /** Between -1 and 1. */
  static INDArray images(long... shape) {
    INDArray images = Nd4j.createUninitialized(shape);
    float[] values = new float[(int) images.length()];
    SplittableRandom random = new SplittableRandom(values.length);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return images.assign(Nd4j.createFromArray(values).reshape(shape));
  }

  /** Gives vectors, which all start equal, values of their own: scales, shifts, statistics. */
  private static void scatter(TrainingNetwork network) {
    SplittableRandom random = new SplittableRandom(1);
    for (Parameter parameter : network.parameterList()) {
      if (parameter.shape().length == 1) {
        boolean positive = parameter.name().matches(".*(weight|running_var)");
        float[] values = new float[(int) parameter.length()];
        for (int i = 0; i < values.length; i++) {
          values[i] =
              (float) (positive ? random.nextDouble(0.7, 1.3) : random.nextDouble(-0.2, 0.2));
        }
        network.tensor(parameter).assign(Nd4j.createFromArray(values));
      }
    }
    network.parametersChanged();
  }
}
