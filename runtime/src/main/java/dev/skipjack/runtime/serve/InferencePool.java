package dev.skipjack.runtime.serve;

import dev.skipjack.runtime.ImagePadding;
import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.pictures.Picture;
import dev.skipjack.runtime.pictures.PictureReader;
import dev.skipjack.runtime.pictures.Preparation;
import dev.skipjack.runtime.weights.StagedWeights;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One network that any number of threads may ask at once. It predicts in a fixed number of threads,
 * each with a fork of the network; weights, and what was prepared from them, are in memory once.
 * Requests wait in a queue that has an end: beyond it they are rejected, so that a server says so
 * at once instead of answering ever later.
 *
 * <p>Results are the caller's own arrays, equal to the bit to what {@link InferenceNetwork#predict}
 * says of the same images; with {@link Builder#microBatches}, of each image alone. A request that
 * fails takes no other with it.
 *
 * <p>While a pool is open nobody else may write to the parameters of the network: {@link #load}
 * changes them between two predictions. What depends on a future of {@code submit} without an
 * executor of its own runs on a thread of the pool, which predicts nothing meanwhile and may not
 * wait for the pool.
 */
public final class InferencePool implements AutoCloseable {
  private final InferenceNetwork network;
  private final RequestQueue queue;
  private final Meter meter = new Meter();
  private final ReadWriteLock weights = new ReentrantReadWriteLock();
  private final List<PoolThread> threads = new ArrayList<>();

  /** Sizes of a pool, each with a default. */
  public static final class Builder {
    private final InferenceNetwork network;
    private int forks = Runtime.getRuntime().availableProcessors();
    private int queueSize = 256;
    private int mostImages = 1;
    private Duration mostDelay = Duration.ZERO;
    private boolean batchInvariant = true;

    private Builder(InferenceNetwork network) {
      this.network = network;
    }

    /** How many threads predict, each with a fork; default: as many as there are processors. */
    public Builder forks(int count) {
      this.forks = positive("forks", count);
      return this;
    }

    /** How many requests may wait, those that are computed not counted; default: 256. */
    public Builder queue(int requests) {
      this.queueSize = positive("requests in the queue", requests);
      return this;
    }

    /**
     * Predicts requests together: weights are read once for several images. By default each is
     * predicted alone.
     *
     * @param images at most in a prediction of several requests
     * @param delay how long a request waits at most for others, while a fork has nothing to do;
     *     zero takes those that wait already
     */
    public Builder microBatches(int images, Duration delay) {
      this.mostImages = positive("images", images);
      if (delay.isNegative()) {
        throw new IllegalArgumentException("a delay is not negative, got " + delay);
      }
      this.mostDelay = delay;
      return this;
    }

    /**
     * Whether a request that was predicted with others has the same result, to the bit, as alone;
     * default: true. Without, the fastest kernels for the batch are taken, whose rounding differs.
     * See {@link InferenceNetwork#batchInvariant}.
     */
    public Builder batchInvariant(boolean wanted) {
      this.batchInvariant = wanted;
      return this;
    }

    /**
     * Opens the pool. It holds memory and threads (daemons) until it is closed; the network may be
     * closed before.
     *
     * @throws IllegalStateException if the network is closed
     */
    public InferencePool open() {
      return new InferencePool(this);
    }

    private static int positive(String what, int value) {
      if (value < 1) {
        throw new IllegalArgumentException("a pool has at least 1 " + what + ", got " + value);
      }
      return value;
    }
  }

  /** A pool of forks of this network. */
  public static Builder of(InferenceNetwork network) {
    return new Builder(network);
  }

  private InferencePool(Builder sizes) {
    this.network = sizes.network.fork();
    ImagePadding padding = sizes.network.padding();
    this.queue =
        new RequestQueue(
            network.name(), sizes.queueSize, sizes.mostImages, sizes.mostDelay.toNanos());
    try {
      network.padding(padding);
      for (int i = 1; i <= sizes.forks; i++) {
        String name = "skipjack-pool-" + network.name() + "-" + i;
        InferenceNetwork fork = network.fork();
        threads.add(new PoolThread(name, fork, queue, weights.readLock(), meter));
        fork.padding(padding);
        fork.concurrentPieces(false); // threads have requests of their own
        fork.batchInvariant(sizes.batchInvariant && sizes.mostImages > 1);
      }
      threads.forEach(Thread::start);
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /**
   * Predicts, and waits for it.
   *
   * @param images {@code [N,C,H,W]} in the network's data type, which nobody changes or closes
   *     meanwhile
   * @return the main output, as {@link InferenceNetwork#predict} describes it; the caller's own
   * @throws IllegalArgumentException if the images are not the network's
   * @throws PoolFullException if too many requests wait
   * @throws IllegalStateException if the pool is closed, or this is one of its own threads
   * @throws InterruptedException if the caller is interrupted; what was not begun is given up
   */
  public INDArray predict(INDArray images) throws InterruptedException {
    return await(request(images, Answer::output));
  }

  /**
   * As {@link #predict(INDArray)}, of a network with several inputs.
   *
   * @param given an array for each of {@link InferenceNetwork#inputs()}, of as many images
   */
  public INDArray predict(List<INDArray> given) throws InterruptedException {
    return await(request(given, Answer::output));
  }

  /** As {@link #predict(List)} without waiting. */
  public CompletableFuture<INDArray> submit(List<INDArray> given) {
    return enqueue(request(given, Answer::output));
  }

  /** As {@link #predict(List)}, every output in the order of {@code outputNames()}. */
  public List<INDArray> outputs(List<INDArray> given) throws InterruptedException {
    return await(request(given, Answer::outputs));
  }

  /** As {@link #outputs(List)} without waiting. */
  public CompletableFuture<List<INDArray>> submitOutputs(List<INDArray> given) {
    return enqueue(request(given, Answer::outputs));
  }

  /** As {@link #predict(INDArray)} without waiting. A future that is cancelled is not computed. */
  public CompletableFuture<INDArray> submit(INDArray images) {
    return enqueue(request(images, Answer::output));
  }

  /** As {@link #predict(INDArray)}, every output in the order of {@code outputNames()}. */
  public List<INDArray> outputs(INDArray images) throws InterruptedException {
    return await(request(images, Answer::outputs));
  }

  /** As {@link #outputs(INDArray)} without waiting. */
  public CompletableFuture<List<INDArray>> submitOutputs(INDArray images) {
    return enqueue(request(images, Answer::outputs));
  }

  /**
   * As {@link #predict(INDArray)} for images in a Java array, which is copied.
   *
   * @param pixels {@code [N,C,H,W]} in C order, normalised as for training
   * @return the main output in C order: {@code N} times the classes
   * @throws IllegalArgumentException if they are not whole images of the network's size, or that
   *     may have any size
   */
  public float[] predict(float[] pixels) throws InterruptedException {
    return await(request(pixels));
  }

  /** As {@link #predict(float[])} without waiting. */
  public CompletableFuture<float[]> submit(float[] pixels) {
    return enqueue(request(pixels));
  }

  /**
   * Says what is on a picture file, prepared as the network's {@link #preparation} says.
   *
   * @throws IOException naming the file that is missing, no picture, damaged or too large
   * @throws IllegalArgumentException if the weights do not say how pictures are prepared
   */
  public Classification classify(Path file) throws IOException, InterruptedException {
    return classify(PictureReader.read(file));
  }

  /**
   * The same for the bytes of a picture file, which are read to their end.
   *
   * @throws IOException if they are no picture, damaged or too large
   */
  public Classification classify(InputStream bytes) throws IOException, InterruptedException {
    return classify(PictureReader.read(bytes));
  }

  /** The same for a picture. */
  public Classification classify(Picture picture) throws InterruptedException {
    return await(request(picture));
  }

  /** As {@link #classify(Picture)} without waiting; the picture is prepared by the caller. */
  public CompletableFuture<Classification> submit(Picture picture) {
    return enqueue(request(picture));
  }

  private <T> Request<T> request(INDArray images, Function<Answer, T> finish) {
    return request(Collections.singletonList(images), finish);
  }

  private <T> Request<T> request(List<INDArray> given, Function<Answer, T> finish) {
    network.check(given);
    return new Request<>(new GivenImages(List.copyOf(given), false), finish);
  }

  private Request<float[]> request(float[] pixels) {
    return new Request<>(GivenImages.ofPixels(network, pixels), Answer::floats);
  }

  private Request<Classification> request(Picture picture) {
    GivenPicture given = new GivenPicture(network, picture, preparation().orElse(null));
    return new Request<>(
        given, answer -> Classification.of(answer.values(), answer.preparation().classNames()));
  }

  private <T> CompletableFuture<T> enqueue(Request<T> request) {
    boolean accepted = false;
    try {
      accepted = queue.add(request);
      if (!accepted) {
        meter.rejected();
        throw new PoolFullException(network.name(), queue.size());
      }
      meter.accepted();
    } finally {
      if (!accepted) {
        request.release();
      }
    }
    CompletableFuture<T> future = request.future();
    future.whenComplete(
        (result, failure) -> {
          if (future.isCancelled() && queue.remove(request)) { // makes room at once
            request.drop(meter);
          }
        });
    return future;
  }

  private <T> T await(Request<T> request) throws InterruptedException {
    if (Thread.currentThread() instanceof PoolThread own && threads.contains(own)) {
      request.release();
      throw new IllegalStateException(
          "a thread of the pool of "
              + network.name()
              + " cannot wait for the pool: continue a future with thenApplyAsync or the like");
    }
    CompletableFuture<T> future = enqueue(request);
    try {
      return future.get();
    } catch (InterruptedException e) {
      future.cancel(true);
      throw e;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** How pictures are prepared for the weights of now. */
  public Optional<Preparation> preparation() {
    return network.preparation();
  }

  /**
   * Changes the weights, with their preparation and class names, while the pool goes on: each
   * request is predicted with the old ones or with the new ones. The file is read beside them
   * first, which takes as much native memory; then the predictions under way end and the next ones
   * wait for a copy. The first prediction afterwards prepares the weights anew.
   *
   * @throws IOException as {@code Weights.load}; nothing is changed then
   * @throws IllegalStateException if the pool is closed
   */
  public void load(Path file) throws IOException {
    try (StagedWeights staged = StagedWeights.read(network, file)) {
      weights.writeLock().lock();
      try {
        staged.apply();
      } finally {
        weights.writeLock().unlock();
      }
    }
    meter.loaded();
  }

  /** What happened until now. */
  public PoolMetrics metrics() {
    return meter.snapshot(threads.size(), queue.size(), queue.waiting());
  }

  /**
   * Takes no more requests, waits until those that came before have their results, and frees the
   * forks. Whoever is interrupted meanwhile waits on, and is so afterwards.
   *
   * @throws IllegalStateException if this is one of the pool's own threads
   */
  @Override
  public void close() {
    if (Thread.currentThread() instanceof PoolThread own && threads.contains(own)) {
      throw new IllegalStateException(
          "a thread of the pool of " + network.name() + " cannot wait for its own end");
    }
    queue.close();
    boolean interrupted = false;
    for (PoolThread thread : threads) {
      interrupted |= thread.awaitEnd();
    }
    weights.writeLock().lock(); // a load under way ends first
    try {
      network.close();
    } finally {
      weights.writeLock().unlock();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
