package dev.skipjack.distributed;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Workers whose addresses are known before they start, for instance of programs that are started by
 * hand.
 *
 * @param rank of this worker, from 0
 * @param addresses where each listens, by rank, with ports: each worker listens at its own alone
 * @param token the same for all
 */
public record AddressList(int rank, List<InetSocketAddress> addresses, Token token)
    implements Rendezvous {
  /**
   * @throws IllegalArgumentException if there is no such rank, or an address has no port or is
   *     unknown
   */
  public AddressList {
    addresses = List.copyOf(addresses);
    if (rank < 0 || rank >= addresses.size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "rank %d is not one of the %d workers %s: ranks count from 0",
              rank,
              addresses.size(),
              addresses));
    }
    for (InetSocketAddress address : addresses) {
      if (address.getPort() == 0 || address.isUnresolved()) {
        throw new IllegalArgumentException(
            address + (address.getPort() == 0 ? " has no port" : " is not known"));
      }
    }
  }

  /**
   * @param list for instance {@code 10.0.0.6:4100,10.0.0.7:4100}
   * @throws IllegalArgumentException if it is not of this form
   */
  public static AddressList parse(int rank, String list, Token token) {
    return new AddressList(
        rank, Arrays.stream(list.split(",")).map(AddressList::address).toList(), token);
  }

  private static InetSocketAddress address(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 1 || !text.substring(colon + 1).matches("\\d{1,5}")) {
      throw new IllegalArgumentException(
          "expected host:port,host:port, for instance 10.0.0.6:4100,10.0.0.7:4100, got '"
              + text
              + "'");
    }
    return new InetSocketAddress(
        text.substring(0, colon).strip(), Integer.parseInt(text.substring(colon + 1)));
  }

  @Override
  public InetSocketAddress listen() {
    return addresses.get(rank);
  }

  @Override
  public Meeting meet(InetSocketAddress listening, Duration atMost) {
    return new Meeting(rank, addresses, token, 0);
  }
}
