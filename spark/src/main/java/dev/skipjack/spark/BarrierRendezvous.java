package dev.skipjack.spark;

import dev.skipjack.distributed.Rendezvous;
import dev.skipjack.distributed.Token;
import dev.skipjack.distributed.WorkerFailedException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.BarrierTaskContext;

/**
 * Workers that are the tasks of a barrier stage. Each listens at the address at which Spark reaches
 * its executor, and at no other.
 *
 * @param host that address
 * @param token that the driver has given all
 * @param attempt how often the run began anew, tries of the stage included
 */
record BarrierRendezvous(BarrierTaskContext context, String host, Token token, int attempt)
    implements Rendezvous {
  @Override
  public InetSocketAddress listen() {
    try {
      return new InetSocketAddress(InetAddress.getByName(host), 0);
    } catch (UnknownHostException e) {
      throw new WorkerFailedException(
          "this executor is called " + host + " by Spark, which is no address it knows", e);
    }
  }

  /**
   * The driver's barrier has its own time-out, {@code spark.barrier.sync.timeout}: a worker may
   * prepare its data for long.
   */
  @Override
  public Meeting meet(InetSocketAddress listening, Duration atMost) {
    String own = listening.getAddress().getHostAddress() + " " + listening.getPort();
    List<String> all;
    try {
      all = new BarrierTalk(context).tell(() -> own);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new WorkerFailedException("cannot meet the other workers: " + e.getMessage(), e);
    }
    List<InetSocketAddress> addresses = new ArrayList<>();
    for (String text : all) {
      String[] parts = text.split(" ");
      addresses.add(new InetSocketAddress(parts[0], Integer.parseInt(parts[1])));
    }
    return new Meeting(context.partitionId(), addresses, token, attempt);
  }
}
