package dev.skipjack.benchmarks.djl;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import dev.skipjack.benchmarks.RandomBatch;
import dev.skipjack.benchmarks.Workload;

/** Predictions, each in a memory scope of its own. */
final class DjlInference implements Workload {
  private final Model model;
  private final ParameterStore parameters;
  private final NDArray images;

  DjlInference(Model model, RandomBatch batch) {
    this.model = model;
    this.parameters = new ParameterStore(model.getNDManager(), false);
    this.images = DjlEngine.images(model.getNDManager(), batch);
  }

  @Override
  public long parameters() {
    return DjlEngine.parameters(model);
  }

  @Override
  public double step() {
    try (NDManager request = model.getNDManager().newSubManager()) {
      // Results live in their input's manager: without a copy they would pile up in the model's.
      NDArray copy = images.duplicate();
      copy.attach(request);
      NDArray logits =
          model.getBlock().forward(parameters, new NDList(copy), false).singletonOrThrow();
      return logits.getFloat(0, 0);
    }
  }

  @Override
  public void close() {
    model.close();
  }
}
