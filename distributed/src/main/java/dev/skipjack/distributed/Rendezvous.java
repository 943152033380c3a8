package dev.skipjack.distributed;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * How a worker learns who the others are. {@link AddressList} has it written down; {@link
 * LocalRendezvous} is for threads of one JVM; a scheduler has its own way.
 */
public interface Rendezvous {
  /** Where this worker listens; port 0 takes any. Of the loopback interface if in doubt. */
  InetSocketAddress listen();

  /**
   * Tells the others where this worker listens, and waits for all.
   *
   * @param listening the address with its port
   * @param atMost how long
   * @throws WorkerFailedException if somebody is missing
   */
  Meeting meet(InetSocketAddress listening, Duration atMost);

  /**
   * What all know then.
   *
   * @param rank of this worker, from 0
   * @param addresses where each listens, by rank
   * @param token of the job
   * @param attempt how often the job began anew, from 0: who is left of an earlier attempt is
   *     refused
   */
  record Meeting(int rank, List<InetSocketAddress> addresses, Token token, int attempt) {
    /**
     * @throws IllegalArgumentException if there is no such rank
     */
    public Meeting {
      addresses = List.copyOf(addresses);
      if (rank < 0 || rank >= addresses.size()) {
        throw new IllegalArgumentException(
            "of " + addresses.size() + " workers none has rank " + rank);
      }
    }
  }
}
