package dev.skipjack.runtime.data;

import java.io.IOException;
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

  /** Of each of the stream's arrays, once they were written to. */
  private final ElementView[] views;

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
    this.views = new ElementView[stream.arrays()];
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
    INDArray images = stream.array(batch);
    int[] labels = window.labels(batch);
    if (needed.contain(batch, inBatch)) {
      preparer.prepare(order[place], place);
      write(images, stream.arrayIndex(batch), inBatch);
      int perImage = batches.labelsPerImage();
      System.arraycopy(preparer.labels(), 0, labels, inBatch * perImage, perImage);
    } else {
      labels[inBatch] = batches.dataset().label(order[place]);
    }
    if (window.isLastOf(batch)) {
      window.finish(batch, mixed(batch, images, labels));
    }
  }

  private void write(INDArray images, int array, int inBatch) {
    views[array] = ElementView.of(images, views[array]);
    int length = batches.imageLength();
    views[array].write(preparer.image(), length, (long) inBatch * length);
  }

  private Batch mixed(int batch, INDArray images, int[] labels) {
    BatchMixing mixing = batches.source().mixing();
    return mixing.isNone()
        ? new Batch(images, labels)
        : new Batch(
            images,
            labels,
            mixing.apply(
                images,
                needed.of(batch),
                labels,
                batches.dataset().classes(),
                batches.mixingChance(epoch, batch)));
  }
}
