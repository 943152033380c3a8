package dev.skipjack.runtime.serve;

import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.data.ElementView;
import dev.skipjack.runtime.kernel.Detached;
import dev.skipjack.runtime.memory.Views;
import dev.skipjack.runtime.pictures.Preparation;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a network predicted for the images of one request, until its next prediction. What it gives
 * is copied.
 *
 * @param main the main output of all images of the batch
 * @param first the request's first image in it
 * @param end behind its last
 * @param preparation of the weights that predicted; null if not known
 */
record Answer(
    InferenceNetwork network, INDArray main, long first, long end, Preparation preparation) {

  /** The main output. */
  INDArray output() {
    return copy(main);
  }

  /** Every output, in the order of {@link InferenceNetwork#outputs}. */
  List<INDArray> outputs() {
    return network.outputs().stream().map(this::copy).toList();
  }

  private INDArray copy(INDArray output) {
    return Detached.create(() -> Views.rows(output, first, end).dup('c'));
  }

  /** The main output's elements in C order. */
  double[] values() {
    long perImage = main.length() / main.size(0);
    double[] values = new double[Math.toIntExact((end - first) * perImage)];
    ElementView.of(main).read(first * perImage, values, values.length);
    return values;
  }

  float[] floats() {
    double[] values = values();
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }
}
