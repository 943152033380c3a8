package dev.skipjack.runtime.serve;

import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.kernel.Detached;
import dev.skipjack.runtime.memory.Views;
import dev.skipjack.runtime.pictures.Preparation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.Lock;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Predicts batch after batch with one fork, which it closes in the end. */
final class PoolThread extends Thread {
  private final InferenceNetwork network;
  private final RequestQueue queue;
  private final Lock weights;
  private final Meter meter;

  /** What several requests give to each input; null before the first such batch. */
  private final INDArray[] joined;

  /**
   * @param weights held while they are read
   */
  PoolThread(String name, InferenceNetwork network, RequestQueue queue, Lock weights, Meter meter) {
    super(name);
    this.network = network;
    this.queue = queue;
    this.weights = weights;
    this.meter = meter;
    this.joined = new INDArray[network.inputs().size()];
    setDaemon(true);
  }

  @Override
  public void run() {
    try {
      for (List<Request<?>> batch = queue.take(); !batch.isEmpty(); batch = queue.take()) {
        serve(batch);
        Thread.interrupted(); // what depends on a result may have interrupted
      }
    } finally {
      network.close();
      for (INDArray array : joined) {
        if (array != null) {
          array.close();
        }
      }
    }
  }

  private void serve(List<Request<?>> batch) {
    List<Request<?>> wanted = new ArrayList<>(batch.size());
    for (Request<?> request : batch) {
      if (request.isCancelled()) {
        request.drop(meter);
      } else {
        wanted.add(request);
      }
    }
    meter.begins(wanted.size());
    weights.lock();
    try {
      compute(wanted);
    } finally {
      weights.unlock();
      meter.ends(wanted.size());
    }
    wanted.forEach(request -> request.complete(meter));
  }

  /** Predicts all at once, or one by one if they do not go together or that fails. */
  private void compute(List<Request<?>> requests) {
    if (requests.size() < 2 || !computeTogether(requests)) {
      requests.forEach(this::computeAlone);
    }
  }

  private void computeAlone(Request<?> request) {
    try {
      Preparation preparation = network.preparation().orElse(null);
      INDArray main = predict(request.arrays(preparation));
      request.take(new Answer(network, main, 0, main.size(0), preparation));
    } catch (RuntimeException | Error e) { // of this request; the thread goes on
      request.fail(e);
    }
  }

  private boolean computeTogether(List<Request<?>> requests) {
    try {
      Preparation preparation = network.preparation().orElse(null);
      List<List<INDArray>> given = new ArrayList<>(requests.size());
      for (Request<?> request : requests) {
        List<INDArray> arrays = request.arrays(preparation);
        network.check(arrays); // one may have been closed meanwhile
        given.add(arrays);
      }
      if (!haveOneSize(given)) {
        return false;
      }
      INDArray main = predict(join(given));
      long first = 0;
      for (int i = 0; i < requests.size(); i++) {
        long end = first + given.get(i).get(0).size(0);
        requests.get(i).take(new Answer(network, main, first, end, preparation));
        first = end;
      }
      return true;
    } catch (RuntimeException | Error e) { // whose fault it is shows when it is alone
      return false;
    }
  }

  private INDArray predict(List<INDArray> given) {
    INDArray main = network.predict(given);
    meter.predicted((int) given.get(0).size(0));
    return main;
  }

  /** Images alone may have any size. */
  private static boolean haveOneSize(List<List<INDArray>> given) {
    INDArray first = given.get(0).get(0);
    return given.stream()
        .map(arrays -> arrays.get(0))
        .allMatch(array -> array.size(2) == first.size(2) && array.size(3) == first.size(3));
  }

  /** Copies what requests give, for each input one behind the other. */
  private List<INDArray> join(List<List<INDArray>> given) {
    List<INDArray> all = new ArrayList<>(joined.length);
    for (int i = 0; i < joined.length; i++) {
      int input = i;
      all.add(join(i, given.stream().map(arrays -> arrays.get(input)).toList()));
    }
    return all;
  }

  private INDArray join(int input, List<INDArray> arrays) {
    long[] shape = arrays.get(0).shape().clone();
    shape[0] = arrays.stream().mapToLong(array -> array.size(0)).sum();
    if (joined[input] == null || !holds(joined[input], shape)) {
      if (joined[input] != null) {
        joined[input].close();
        joined[input] = null; // there may be no other
      }
      joined[input] = Detached.uninitialized(network.dataType(), shape);
    }
    INDArray all = Views.rows(joined[input], 0, shape[0]);
    long first = 0;
    for (INDArray array : arrays) {
      Views.rows(all, first, first + array.size(0)).assign(array);
      first += array.size(0);
    }
    return all;
  }

  private static boolean holds(INDArray array, long[] shape) {
    return array.size(0) >= shape[0]
        && Arrays.equals(array.shape(), 1, array.rank(), shape, 1, shape.length);
  }

  /** Waits until the thread has ended, if it was started; else closes the fork in its place. */
  boolean awaitEnd() {
    if (getState() == State.NEW) {
      network.close();
      return false;
    }
    boolean interrupted = false;
    while (isAlive()) {
      try {
        join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    return interrupted;
  }
}
