package dev.skipjack.runtime.weights;

import dev.skipjack.runtime.Network;
import dev.skipjack.runtime.kernel.Detached;
import dev.skipjack.runtime.parameters.Parameter;
import dev.skipjack.runtime.parameters.ParameterRole;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What was read for a network and lies beside it until all of it is there: a file that turns out to
 * be damaged, or is cut while it is read, changes nothing. Takes native memory of the size of the
 * parameters that are loaded.
 */
final class StagedTensors implements AutoCloseable {
  private static final String VARIANCE = "running_var";

  private final Map<Parameter, INDArray> arrays = new LinkedHashMap<>();

  private StagedTensors() {}

  /**
   * Reads every tensor that fits.
   *
   * @throws IOException if the file ends early, or naming the first element that no network of this
   *     type can have: one that is not finite or beyond FLOAT, or a negative variance
   */
  static StagedTensors read(WeightFile reader, Match match, Network network) throws IOException {
    StagedTensors staged = new StagedTensors();
    try {
      for (Map.Entry<Parameter, StoredTensor> entry : match.fitting().entrySet()) {
        Parameter parameter = entry.getKey();
        INDArray array = Detached.uninitialized(network.dataType(), parameter.shape());
        staged.arrays.put(parameter, array);
        Elements.copy(reader, entry.getValue(), array, rule(parameter));
      }
      return staged;
    } catch (IOException | RuntimeException | Error e) {
      staged.close();
      throw e;
    }
  }

  /** Reads without staging: after an exception a part of the network is changed. */
  static void readInto(WeightFile reader, Match match, Network network) throws IOException {
    for (Map.Entry<Parameter, StoredTensor> entry : match.fitting().entrySet()) {
      Parameter parameter = entry.getKey();
      Elements.copy(reader, entry.getValue(), network.tensor(parameter), rule(parameter));
    }
    network.parametersChanged();
  }

  /** What every element of a parameter is: finite, and of a variance not negative. */
  static Elements.Rule rule(Parameter parameter) {
    boolean variance =
        parameter.role() == ParameterRole.RUNNING && parameter.name().endsWith(VARIANCE);
    return value -> {
      if (!Double.isFinite(value)) {
        return "and would predict NaN: the network had diverged"
            + " (Safetensors reads and writes such arrays)";
      }
      return variance && value < 0 ? "but a variance is at least 0" : null;
    };
  }

  /** Cannot fail half-way: only memory is copied. */
  void copyTo(Network network) {
    arrays.forEach((parameter, array) -> network.tensor(parameter).assign(array));
    network.parametersChanged(); // who predicted meanwhile saw a part of them
  }

  @Override
  public void close() {
    arrays.values().forEach(INDArray::close);
  }
}
