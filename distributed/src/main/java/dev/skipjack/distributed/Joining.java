package dev.skipjack.distributed;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connects a worker with each other: it calls those of higher rank and is called by those of lower
 * rank, which say who they are.
 */
final class Joining {
  private static final Logger LOG = LoggerFactory.getLogger(Joining.class);

  /** What connects and says nothing is dropped after it. */
  private static final int HELLO_MILLIS = 5_000;

  /** Before one that does not listen yet is called again. */
  private static final int PAUSE_MILLIS = 100;

  private final Rendezvous rendezvous;
  private final Duration timeout;
  private final ExecutorService threads;
  private final long end;
  private final Map<Integer, CompletableFuture<SocketChannel>> channels = new TreeMap<>();
  private final List<String> refused = new CopyOnWriteArrayList<>();
  private Hello own;
  private List<String> names;

  Joining(Rendezvous rendezvous, Duration timeout, ExecutorService threads) {
    this.rendezvous = rendezvous;
    this.timeout = timeout;
    this.threads = threads;
    this.end = System.nanoTime() + timeout.toNanos();
  }

  /**
   * @throws WorkerFailedException naming who did not come, or who refused this worker and why
   */
  Connected join() {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      InetSocketAddress address = rendezvous.listen();
      bind(server, address);
      Rendezvous.Meeting meeting =
          rendezvous.meet((InetSocketAddress) server.getLocalAddress(), timeout);
      names = names(meeting);
      own = Hello.of(meeting);
      for (int worker = 0; worker < names.size(); worker++) {
        if (worker != meeting.rank()) {
          channels.put(worker, new CompletableFuture<>());
        }
      }
      threads.execute(() -> accept(server));
      for (int worker = meeting.rank() + 1; worker < names.size(); worker++) {
        int other = worker;
        threads.execute(() -> call(other, meeting.addresses().get(other)));
      }
      Map<Integer, Peer> peers = new TreeMap<>();
      for (int worker : channels.keySet()) {
        peers.put(worker, new Peer(names.get(worker), await(worker)));
      }
      return new Connected(meeting.rank(), meeting.attempt(), names, peers);
    } catch (IOException e) {
      closeAll();
      throw new WorkerFailedException("cannot meet the other workers: " + e, e);
    } catch (RuntimeException | Error e) {
      closeAll();
      throw e;
    }
  }

  private static void bind(ServerSocketChannel server, InetSocketAddress address) {
    try {
      server.bind(address);
    } catch (IOException e) {
      throw new WorkerFailedException(
          "cannot listen at "
              + text(address)
              + ": "
              + e.getMessage()
              + ". Is it an address of this machine, and its port free?",
          e);
    }
  }

  private static List<String> names(Rendezvous.Meeting meeting) {
    List<String> names = new ArrayList<>();
    for (InetSocketAddress address : meeting.addresses()) {
      names.add(String.format(Locale.ROOT, "worker %d (%s)", names.size(), text(address)));
    }
    return names;
  }

  private static String text(InetSocketAddress address) {
    return address.getAddress() == null
        ? address.toString()
        : address.getAddress().getHostAddress() + ":" + address.getPort();
  }

  private SocketChannel await(int worker) {
    CompletableFuture<SocketChannel> channel = channels.get(worker);
    try {
      return channel.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new WorkerFailedException(
          String.format(
              Locale.ROOT,
              "%s did not come within %s s%s",
              names.get(worker),
              timeout.toMillis() / 1000.0,
              refused.isEmpty()
                  ? ": was it started, and can the machines reach each other there?"
                  : "; refused meanwhile: " + String.join(", ", refused)),
          e);
    } catch (ExecutionException e) {
      throw new WorkerFailedException(e.getCause().getMessage(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WorkerFailedException("interrupted while waiting for " + names.get(worker), e);
    }
  }

  /** Calls until it answers. */
  private void call(int worker, InetSocketAddress address) {
    CompletableFuture<SocketChannel> result = channels.get(worker);
    while (!result.isDone() && System.nanoTime() < end && !Thread.currentThread().isInterrupted()) {
      try {
        SocketChannel channel = tryToCall(worker, address);
        if (!result.complete(channel)) {
          channel.close();
        }
      } catch (WorkerFailedException e) {
        // Who is refused waits for nobody else.
        channels.values().forEach(other -> other.completeExceptionally(e));
      } catch (IOException e) {
        LOG.debug("{} does not answer yet: {}", names.get(worker), e.toString());
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private SocketChannel tryToCall(int worker, InetSocketAddress address) throws IOException {
    SocketChannel channel = SocketChannel.open();
    boolean isGood = false;
    try {
      channel.socket().connect(address, HELLO_MILLIS);
      prepare(channel);
      own.write(channel.socket().getOutputStream());
      String refusal = Hello.readAnswer(channel.socket().getInputStream());
      if (!refusal.isEmpty()) {
        throw new WorkerFailedException(
            String.format(
                Locale.ROOT,
                "%s has refused worker %d: it has %s",
                names.get(worker),
                own.rank(),
                refusal));
      }
      channel.socket().setSoTimeout(0);
      isGood = true;
      return channel;
    } finally {
      if (!isGood) {
        channel.close();
      }
    }
  }

  private static void prepare(SocketChannel channel) throws IOException {
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    channel.socket().setSoTimeout(HELLO_MILLIS);
  }

  /** Until the server is closed. */
  private void accept(ServerSocketChannel server) {
    while (server.isOpen() && !Thread.currentThread().isInterrupted()) {
      try {
        SocketChannel channel = server.accept();
        threads.execute(() -> greet(channel));
      } catch (IOException | RuntimeException e) {
        if (server.isOpen()) {
          LOG.warn("a connection could not be accepted: {}", e.toString());
          pause();
        }
      }
    }
  }

  private void greet(SocketChannel channel) {
    String from = "a stranger";
    try {
      from = text((InetSocketAddress) channel.getRemoteAddress());
      prepare(channel);
      Hello hello = Hello.read(channel.socket().getInputStream());
      String refusal = hello.refusal(own);
      Hello.answer(channel.socket().getOutputStream(), refusal);
      if (!refusal.isEmpty()) {
        refuse(channel, from, refusal);
        return;
      }
      channel.socket().setSoTimeout(0);
      if (!channels.get(hello.rank()).complete(channel)) {
        refuse(channel, from, "rank " + hello.rank() + ", which has come already");
      }
    } catch (SocketTimeoutException e) {
      refuse(channel, from, "nothing to say");
    } catch (IOException e) {
      refuse(channel, from, "no greeting: " + e);
    }
  }

  private void refuse(SocketChannel channel, String from, String why) {
    refused.add(from + " with " + why);
    LOG.warn("refused a connection from {}: it has {}", from, why);
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("closing it failed", e);
    }
  }

  private void closeAll() {
    for (CompletableFuture<SocketChannel> channel : channels.values()) {
      channel.completeExceptionally(new IOException("nobody joins any more"));
      channel.whenComplete(
          (opened, e) -> {
            if (opened != null) {
              try {
                opened.close();
              } catch (IOException late) {
                LOG.debug("closing it failed", late);
              }
            }
          });
    }
  }
}
