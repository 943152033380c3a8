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
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** An exported network. */
final class InOnnxRuntime implements AutoCloseable {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession.SessionOptions options = new OrtSession.SessionOptions();
  private final OrtSession session;

  InOnnxRuntime(Path file) throws OrtException {
    options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
    options.setIntraOpNumThreads(2);
    session = environment.createSession(file.toString(), options);
  }

  /** The elements of each output in C order, in the file's order. */
  List<float[]> predict(INDArray images) throws OrtException {
    FloatBuffer elements = FloatBuffer.wrap(images.dup('c').ravel().toFloatVector());
    List<float[]> outputs = new ArrayList<>();
    try (OnnxTensor input = OnnxTensor.createTensor(environment, elements, images.shape());
        OrtSession.Result result = session.run(Map.of("images", input))) {
      for (Map.Entry<String, OnnxValue> output : result) {
        FloatBuffer buffer = ((OnnxTensor) output.getValue()).getFloatBuffer();
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        outputs.add(values);
      }
    }
    return outputs;
  }

  @Override
  public void close() throws OrtException {
    session.close();
    options.close();
  }
}
