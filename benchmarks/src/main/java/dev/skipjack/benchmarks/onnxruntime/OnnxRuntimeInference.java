package dev.skipjack.benchmarks.onnxruntime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.skipjack.benchmarks.RandomBatch;
import dev.skipjack.benchmarks.Workload;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;

/** Predictions of a session, whose options are as shipped but for the number of threads. */
final class OnnxRuntimeInference implements Workload {
  private final OrtSession.SessionOptions options = new OrtSession.SessionOptions();
  private final OrtSession session;
  private final Map<String, OnnxTensor> images;

  OnnxRuntimeInference(Path model, RandomBatch batch) throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    options.setIntraOpNumThreads(Runtime.getRuntime().availableProcessors()); // as --threads says
    session = environment.createSession(model.toString(), options);
    FloatBuffer elements = // in native memory, which is not copied again
        ByteBuffer.allocateDirect(batch.images().length * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer()
            .put(batch.images())
            .flip();
    images = Map.of("images", OnnxTensor.createTensor(environment, elements, batch.shape()));
  }

  @Override
  public long parameters() {
    try {
      return Long.parseLong(session.getMetadata().getCustomMetadata().get("parameters"));
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public double step() {
    try (OrtSession.Result result = session.run(images)) {
      return ((OnnxTensor) result.get(0)).getFloatBuffer().get(0);
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    images.values().forEach(OnnxTensor::close);
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
    options.close();
  }
}
