package dev.skipjack.examples;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** An exported network. */
public final class InOnnxRuntime implements AutoCloseable {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession.SessionOptions options = new OrtSession.SessionOptions();
  private final OrtSession session;

  public InOnnxRuntime(Path file) throws OrtException {
    options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
    options.setIntraOpNumThreads(1); // more would spin while they wait
    session = environment.createSession(file.toString(), options);
  }

  /** The elements of each output in C order, in the file's order. */
  public List<float[]> predict(INDArray images) throws OrtException {
    return predict(Map.of("images", images));
  }

  /** The same of a network with several inputs, by their names. */
  List<float[]> predict(Map<String, INDArray> inputs) throws OrtException {
    Map<String, OnnxTensor> tensors = new HashMap<>();
    List<float[]> outputs = new ArrayList<>();
    try {
      for (Map.Entry<String, INDArray> input : inputs.entrySet()) {
        INDArray array = input.getValue();
        FloatBuffer elements = FloatBuffer.wrap(array.dup('c').ravel().toFloatVector());
        tensors.put(input.getKey(), OnnxTensor.createTensor(environment, elements, array.shape()));
      }
      try (OrtSession.Result result = session.run(tensors)) {
        for (Map.Entry<String, OnnxValue> output : result) {
          FloatBuffer buffer = ((OnnxTensor) output.getValue()).getFloatBuffer();
          float[] values = new float[buffer.remaining()];
          buffer.get(values);
          outputs.add(values);
        }
      }
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
    return outputs;
  }

  @Override
  public void close() throws OrtException {
    session.close();
    options.close();
  }
}
