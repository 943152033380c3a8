package dev.skipjack.runtime.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A thread that prepares images: each into its place of its batch's array. */
final class BatchWorker implements Runnable {
  private final Batches batches;
  private final BatchStream stream;
  private final BatchWindow window;
  private final ImagePreparer preparer;
  private final NeededImages needed;
  private final int[] order;
  private final int epoch;

  private final List<FurtherItems> further = new ArrayList<>();

  /** Of each of the stream's arrays, once they were written to. */
  private final ElementView[][] views;

  BatchWorker(
      Batches batches,
      BatchStream stream,
      BatchWindow window,
      ImagePreparer preparer,
      NeededImages needed,
      int[] order,
      int epoch) {
    this.batches = batches;
    this.stream = stream;
    this.window = window;
    this.preparer = preparer;
    this.needed = needed;
    this.order = order;
    this.epoch = epoch;
    List<FurtherInput> inputs = batches.furtherInputs();
    for (int i = 0; i < inputs.size(); i++) {
      further.add(FurtherItems.open(inputs.get(i), i + 1, batches, epoch));
    }
    this.views = new ElementView[stream.arrays()][1 + inputs.size()];
  }

  @Override
  public void run() {
    try {
      for (int place = window.claim(); place >= 0; place = window.claim()) {
        try {
          prepare(place);
        } catch (IOException | RuntimeException | Error e) {
          window.fail(place, e);
        }
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt(); // and end
    }
  }

  private void prepare(int place) throws IOException {
    int batch = place / batches.batchSize();
    int inBatch = place % batches.batchSize();
    List<INDArray> arrays = stream.arrays(batch);
    int[] labels = window.labels(batch);
    if (needed.contain(batch, inBatch)) {
      preparer.prepare(order[place], place);
      int at = stream.arrayIndex(batch);
      write(preparer.image(), arrays, at, 0, inBatch);
      for (int i = 0; i < further.size(); i++) {
        write(further.get(i).prepare(order[place], place), arrays, at, i + 1, inBatch);
      }
      int perImage = batches.labelsPerImage();
      System.arraycopy(preparer.labels(), 0, labels, inBatch * perImage, perImage);
    } else {
      labels[inBatch] = batches.dataset().label(order[place]);
    }
    if (window.isLastOf(batch)) {
      window.finish(batch, mixed(batch, arrays, labels));
    }
  }

  private void write(double[] values, List<INDArray> arrays, int at, int input, int inBatch) {
    ElementView view = ElementView.of(arrays.get(input), views[at][input]);
    views[at][input] = view;
    view.write(values, values.length, (long) inBatch * values.length);
  }

  private Batch mixed(int batch, List<INDArray> inputs, int[] labels) {
    BatchMixing mixing = batches.source().mixing();
    double[] targets =
        mixing.isNone()
            ? null
            : mixing.apply(
                inputs.get(0),
                needed.of(batch),
                labels,
                batches.dataset().classes(),
                batches.mixingChance(epoch, batch));
    return new Batch(inputs, labels, targets);
  }
}
