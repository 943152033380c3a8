package dev.skipjack.distributed;

import dev.skipjack.runtime.train.GradientExchange;
import dev.skipjack.runtime.train.ShardRange;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Workers that exchange gradients over TCP, each with each: a reduce-scatter, in which worker i
 * adds up slice i of the vector in the order of the shards, and an all-gather of the slices. Of a
 * vector of B bytes each of W workers sends and receives about 2·B·(W - 1) / W in a step.
 *
 * <pre>{@code
 * Rendezvous rendezvous = AddressList.parse(rank, "10.0.0.6:4100,10.0.0.7:4100", Token.parse(hex));
 * try (TcpExchange exchange = TcpExchange.join(rendezvous);
 *     Training training = Training.of(network)) {
 *   training.data(train, test).microBatches(8).exchange(exchange).fit(10);
 * }
 * }</pre>
 *
 * <p>For one thread. Nothing is encrypted: for networks that strangers do not read. Holds sockets,
 * threads and memory of about the vector until {@link #close}.
 */
public final class TcpExchange implements GradientExchange, AutoCloseable {
  /** How long workers wait for each other where nothing else is said. */
  public static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final int MOST_GATHERED = 1 << 26;
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final Connected connected;
  private final Duration stepTimeout;
  private final ExecutorService threads;
  private final SumBuffers buffers;
  private final AtomicLong sent = new AtomicLong();
  private long exchanges;

  /** Null as long as all is well. */
  private String ended;

  private TcpExchange(Connected connected, Duration stepTimeout, ExecutorService threads) {
    this.connected = connected;
    this.stepTimeout = stepTimeout;
    this.threads = threads;
    this.buffers = new SumBuffers(connected.names().size());
  }

  /** Meets the others, and waits {@link #PATIENCE} for them, then and in each step. */
  public static TcpExchange join(Rendezvous rendezvous) {
    return join(rendezvous, PATIENCE, PATIENCE);
  }

  /**
   * Meets the others.
   *
   * @param joinTimeout how long to wait until all have come
   * @param stepTimeout how long to wait for another in a step: longer than one can be behind the
   *     others, worker 0 while it writes a checkpoint for instance
   * @throws WorkerFailedException naming who did not come, or who refused this worker and why
   */
  public static TcpExchange join(
      Rendezvous rendezvous, Duration joinTimeout, Duration stepTimeout) {
    int number = NUMBER.getAndIncrement();
    ExecutorService threads =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "skipjack-exchange-" + number);
              thread.setDaemon(true);
              return thread;
            });
    try {
      Connected connected = new Joining(rendezvous, joinTimeout, threads).join();
      return new TcpExchange(connected, stepTimeout, threads);
    } catch (RuntimeException | Error e) {
      threads.shutdownNow();
      throw e;
    }
  }

  @Override
  public int rank() {
    return connected.rank();
  }

  @Override
  public int workers() {
    return connected.names().size();
  }

  @Override
  public String describe(int worker) {
    return connected.names().get(worker);
  }

  /** How many bytes this worker has sent so far, what stands before each frame among them. */
  public long bytesSent() {
    return sent.get();
  }

  @Override
  public List<byte[]> gather(byte[] own) {
    if (own.length > MOST_GATHERED) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "%,d bytes are too much to tell all workers at once", own.length));
    }
    Transfers transfers = begin();
    byte[][] all = new byte[workers()][];
    all[rank()] = own.clone();
    Frame expected = frame(Frame.Kind.GATHER, 0, MOST_GATHERED);
    connected
        .peers()
        .forEach(
            (worker, peer) -> {
              transfers.send(peer, () -> send(peer, Frame.Kind.GATHER, 0, ByteBuffer.wrap(own)));
              transfers.receive(peer, () -> all[worker] = peer.receiveAny(expected));
            });
    end(transfers, "comparing notes");
    return Arrays.asList(all);
  }

  @Override
  public void sum(int shards, List<PartialSum> own, INDArray gradients, double[] numbers) {
    List<SumBuffers.Sum> mine = buffers.of(own);
    SumBuffers.Sum result = buffers.result(gradients, numbers.length);
    reduce(shards, mine, result);
    addUp(shards, mine, result, gradients);
    spread(result);
    result.numbers().asDoubleBuffer().get(numbers);
  }

  /** Everybody sends each slice of what it has to the worker that owns the slice. */
  private void reduce(int shards, List<SumBuffers.Sum> mine, SumBuffers.Sum result) {
    Transfers transfers = begin();
    connected
        .peers()
        .forEach(
            (worker, peer) -> {
              int parts = subtrees(worker, shards).size();
              List<SumBuffers.Slice> into = buffers.received(worker, parts, result.slice(rank()));
              transfers.send(
                  peer,
                  () -> {
                    for (int part = 0; part < mine.size(); part++) {
                      send(peer, Frame.Kind.REDUCE, part, mine.get(part).slice(worker));
                    }
                  });
              transfers.receive(
                  peer,
                  () -> {
                    for (int part = 0; part < parts; part++) {
                      receive(peer, Frame.Kind.REDUCE, part, into.get(part));
                    }
                  });
            });
    end(transfers, "adding up gradients");
  }

  private void addUp(
      int shards, List<SumBuffers.Sum> mine, SumBuffers.Sum result, INDArray gradients) {
    TreeSum sum = new TreeSum(gradients.dataType(), shards);
    SumBuffers.Slice target = result.slice(rank());
    for (int worker = 0; worker < workers(); worker++) {
      List<ShardRange> subtrees = subtrees(worker, shards);
      List<SumBuffers.Slice> slices =
          worker == rank()
              ? mine.stream().map(one -> one.slice(rank())).toList()
              : buffers.received(worker, subtrees.size(), target);
      for (int part = 0; part < subtrees.size(); part++) {
        SumBuffers.Slice slice = slices.get(part);
        sum.add(
            new TreeSum.Term(
                subtrees.get(part), slice.gradients().clear(), slice.numbers().clear()));
      }
    }
    target.set(sum.sum().gradients(), sum.sum().numbers());
  }

  /** Everybody sends the slice that it has added up to all. */
  private void spread(SumBuffers.Sum result) {
    Transfers transfers = begin();
    SumBuffers.Slice own = result.slice(rank());
    connected
        .peers()
        .forEach(
            (worker, peer) -> {
              SumBuffers.Slice into = result.slice(worker);
              transfers.send(peer, () -> send(peer, Frame.Kind.RESULT, 0, own));
              transfers.receive(peer, () -> receive(peer, Frame.Kind.RESULT, 0, into));
            });
    end(transfers, "handing out the sum");
  }

  private List<ShardRange> subtrees(int worker, int shards) {
    return ShardRange.of(worker, workers(), shards).subtrees(shards);
  }

  private Frame frame(Frame.Kind kind, int part, int length) {
    return new Frame(kind, connected.attempt(), exchanges, part, length);
  }

  private void send(Peer peer, Frame.Kind kind, int part, SumBuffers.Slice slice)
      throws Peer.GoneException {
    // Several threads may send it.
    send(
        peer,
        kind,
        part,
        slice.gradients().duplicate().clear(),
        slice.numbers().duplicate().clear());
  }

  private void send(Peer peer, Frame.Kind kind, int part, ByteBuffer... payload)
      throws Peer.GoneException {
    int length = Arrays.stream(payload).mapToInt(ByteBuffer::remaining).sum();
    peer.send(frame(kind, part, length), payload);
    sent.addAndGet(Frame.BYTES + length);
  }

  private void receive(Peer peer, Frame.Kind kind, int part, SumBuffers.Slice slice)
      throws Peer.GoneException {
    ByteBuffer gradients = slice.gradients().clear();
    ByteBuffer numbers = slice.numbers().clear();
    peer.receive(
        frame(kind, part, gradients.remaining() + numbers.remaining()), gradients, numbers);
  }

  private Transfers begin() {
    if (ended != null) {
      throw new WorkerFailedException("nothing can be exchanged any more: " + ended);
    }
    return new Transfers(threads);
  }

  private void end(Transfers transfers, String what) {
    try {
      transfers.await(stepTimeout, String.format(Locale.ROOT, "exchange %d, %s", exchanges, what));
    } catch (WorkerFailedException e) {
      fail(e);
      throw e;
    }
    exchanges++;
  }

  @Override
  public void fail(Throwable reason) {
    if (ended != null) {
      return;
    }
    ended = reason instanceof WorkerFailedException ? reason.getMessage() : own(reason);
    List<Callable<Object>> endings = new ArrayList<>();
    for (Peer peer : connected.peers().values()) {
      endings.add(Executors.callable(() -> peer.end(connected.attempt(), exchanges, ended)));
    }
    try {
      threads.invokeAll(endings, 1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      close();
    }
  }

  private String own(Throwable reason) {
    return describe(rank()) + " has failed: " + reason;
  }

  /** Ends the connections: others that still wait for this worker fail, and name it. */
  @Override
  public void close() {
    if (ended == null) {
      ended = "it is closed";
    }
    connected.peers().values().forEach(Peer::close);
    threads.shutdownNow();
  }
}
