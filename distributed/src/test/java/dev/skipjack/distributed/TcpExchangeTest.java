package dev.skipjack.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipjack.distributed.Workers.Outcome;
import dev.skipjack.runtime.kernel.Detached;
import dev.skipjack.runtime.train.GradientExchange.PartialSum;
import dev.skipjack.runtime.train.ShardRange;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Over real sockets; whatever goes wrong ends soon, with a name. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class TcpExchangeTest {
  private static final Duration SHORT = Duration.ofMillis(1_500);
  private static final int NUMBERS = 5;

  private static double[] values(int length, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return random.doubles(length, -1, 1).toArray();
  }

  private static double round(DataType type, double value) {
    return type == DataType.FLOAT ? (float) value : value;
  }

  /** Of values of the shards, as the tree is defined. */
  private static double[] sum(DataType type, int length, int first, int n, long salt) {
    if (n == 1) {
      double[] leaf = values(length, salt + first);
      return Arrays.stream(leaf).map(value -> round(type, value)).toArray();
    }
    int half = Integer.highestOneBit(n - 1);
    double[] left = sum(type, length, first, half, salt);
    double[] right = sum(type, length, first + half, n - half, salt);
    for (int i = 0; i < length; i++) {
      left[i] = round(type, left[i] + right[i]);
    }
    return left;
  }

  private static INDArray array(DataType type, double[] values) {
    return Detached.create(() -> Nd4j.createFromArray(values).castTo(type));
  }

  /** What a worker gets of two batches, of gradients and numbers. */
  private static List<double[]> sums(TcpExchange exchange, DataType type, int length, int shards) {
    List<double[]> all = new ArrayList<>();
    for (int step = 0; step < 2; step++) {
      INDArray gradients = Detached.zeros(type, length);
      List<ShardRange> subtrees =
          ShardRange.of(exchange.rank(), exchange.workers(), shards).subtrees(shards);
      List<PartialSum> own = new ArrayList<>();
      for (int i = 0; i < subtrees.size(); i++) {
        int first = subtrees.get(i).first();
        int size = subtrees.get(i).size();
        INDArray array = array(type, sum(type, length, first, size, 1_000L * step));
        if (i == subtrees.size() - 1) {
          gradients.assign(array);
          array = gradients;
        }
        double[] numbers = sum(DataType.DOUBLE, NUMBERS, first, size, 7);
        own.add(new PartialSum(subtrees.get(i), array, numbers));
      }
      double[] numbers = new double[NUMBERS];
      exchange.sum(shards, own, gradients, numbers);
      all.add(gradients.toDoubleVector());
      all.add(numbers);
    }
    return all;
  }

  /** Also where the vector is shorter than there are workers, and where some have no shard. */
  @ParameterizedTest
  @CsvSource({
    "1, 4, FLOAT, 1001",
    "2, 2, FLOAT, 1001",
    "3, 8, FLOAT, 50000",
    "4, 8, DOUBLE, 1001",
    "4, 2, FLOAT, 33",
    "5, 7, DOUBLE, 3",
    "4, 1, FLOAT, 9"
  })
  void sumsAreThoseOfTheTree(int workers, int shards, DataType type, int length) {
    List<Outcome<List<double[]>>> outcomes =
        Workers.run(workers, exchange -> sums(exchange, type, length, shards));
    for (Outcome<List<double[]>> outcome : outcomes) {
      assertThat(outcome.failure()).isNull();
      for (int step = 0; step < 2; step++) {
        assertThat(outcome.result().get(2 * step))
            .isEqualTo(sum(type, length, 0, shards, 1_000L * step));
        assertThat(outcome.result().get(2 * step + 1))
            .isEqualTo(sum(DataType.DOUBLE, NUMBERS, 0, shards, 7));
      }
    }
  }

  /** Two slices of W to each other worker: what docs/distributed.md says travels. */
  @Test
  void aStepSendsItsSlicesAndNothingElse() {
    int length = 4_000;
    List<Outcome<Long>> outcomes =
        Workers.run(
            4,
            exchange -> {
              sums(exchange, DataType.FLOAT, length, 4);
              return exchange.bytesSent();
            });
    for (Outcome<Long> outcome : outcomes) {
      long slices = 2 * 3 * 2L * (length / 4) * Float.BYTES; // of two sums
      assertThat(outcome.result()).isBetween(slices, slices + 2 * 3 * 2 * (Frame.BYTES + 16));
    }
  }

  @Test
  void allGetWhatAllTell() {
    List<Outcome<List<String>>> outcomes =
        Workers.run(
            3,
            exchange -> {
              String own = "x".repeat(exchange.rank() * 100_000) + exchange.rank();
              return exchange.gather(own.getBytes(StandardCharsets.UTF_8)).stream()
                  .map(bytes -> bytes.length + " " + (char) bytes[bytes.length - 1])
                  .toList();
            });
    for (Outcome<List<String>> outcome : outcomes) {
      assertThat(outcome.result()).containsExactly("1 0", "100001 1", "200001 2");
    }
  }

  private static List<InetSocketAddress> freeAddresses(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    List<InetSocketAddress> addresses = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      sockets.add(socket);
      addresses.add((InetSocketAddress) socket.getLocalSocketAddress());
    }
    for (ServerSocket socket : sockets) {
      socket.close();
    }
    return addresses;
  }

  private static Callable<String> joining(
      int rank, List<InetSocketAddress> addresses, Token token, Duration patience) {
    return () -> {
      try (TcpExchange exchange =
          TcpExchange.join(new AddressList(rank, addresses, token), patience, patience)) {
        return exchange.describe(exchange.rank());
      }
    };
  }

  @Test
  void whoHasAnotherTokenIsToldSoAndTheOthersTooWhenTimeIsUp() throws IOException {
    List<InetSocketAddress> addresses = freeAddresses(2);
    List<Outcome<String>> outcomes =
        Workers.outcomes(
            List.of(
                joining(0, addresses, Token.random(), SHORT),
                joining(1, addresses, Token.random(), SHORT)));
    assertThat(outcomes.get(0).failure())
        .isInstanceOf(WorkerFailedException.class)
        .hasMessageMatching(
            "worker 1 \\(127.0.0.1:\\d+\\) has refused worker 0: it has another token: it is of"
                + " another job, or none of ours");
    assertThat(outcomes.get(1).failure())
        .isInstanceOf(WorkerFailedException.class)
        .hasMessageMatching(
            "worker 0 \\(127.0.0.1:\\d+\\) did not come within 1.5 s; refused meanwhile:"
                + " 127.0.0.1:\\d+ with another token: it is of another job, or none of ours");
  }

  @Test
  void whoDoesNotComeIsNamed() throws IOException {
    List<InetSocketAddress> addresses = freeAddresses(2);
    List<Outcome<String>> outcomes =
        Workers.outcomes(List.of(joining(0, addresses, Token.random(), SHORT)));
    assertThat(outcomes.get(0).failure())
        .hasMessageMatching(
            "worker 1 \\(127.0.0.1:\\d+\\) did not come within 1.5 s: was it started, and can the"
                + " machines reach each other there\\?");
  }

  /** Scanners say nonsense or nothing; they keep nobody. */
  @Test
  void strangersDoNotDisturb() throws IOException {
    List<InetSocketAddress> addresses = freeAddresses(2);
    Token token = Token.random();
    Callable<String> stranger =
        () -> {
          for (int i = 0; i < 200; i++) {
            try (Socket silent = connect(addresses.get(1));
                Socket talks = connect(addresses.get(1))) {
              talks
                  .getOutputStream()
                  .write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.UTF_8));
              Thread.sleep(200);
              return "was there " + silent.isConnected();
            } catch (IOException e) {
              Thread.sleep(10);
            }
          }
          return "came too late";
        };
    Callable<String> late =
        () -> {
          Thread.sleep(400);
          return joining(0, addresses, token, TcpExchange.PATIENCE).call();
        };
    List<Outcome<String>> outcomes =
        Workers.outcomes(
            List.of(late, joining(1, addresses, token, TcpExchange.PATIENCE), stranger));
    assertThat(outcomes.get(0).result()).startsWith("worker 0 (127.0.0.1:");
    assertThat(outcomes.get(1).result()).startsWith("worker 1 (127.0.0.1:");
    assertThat(outcomes.get(2).result()).isEqualTo("was there true");
  }

  private static Socket connect(InetSocketAddress address) throws IOException {
    return new Socket(address.getAddress(), address.getPort());
  }

  private static List<Outcome<String>> oneOfThree(Duration patience, Workers.Work<String> first) {
    LocalRendezvous rendezvous = new LocalRendezvous(3);
    List<Callable<String>> all = new ArrayList<>();
    for (int rank = 0; rank < 3; rank++) {
      Rendezvous own = rendezvous.worker(rank);
      all.add(
          () -> {
            try (TcpExchange exchange = TcpExchange.join(own, TcpExchange.PATIENCE, patience)) {
              if (exchange.rank() == 0) {
                return first.run(exchange);
              }
              exchange.gather(new byte[1]);
              return "all is well";
            }
          });
    }
    return Workers.outcomes(all);
  }

  @Test
  void whoHangsIsNamed() {
    List<Outcome<String>> outcomes =
        oneOfThree(
            SHORT,
            exchange -> {
              Thread.sleep(SHORT.toMillis() + 1_500);
              return "slept";
            });
    for (int rank = 1; rank < 3; rank++) {
      assertThat(outcomes.get(rank).failure())
          .isInstanceOf(WorkerFailedException.class)
          .hasMessageMatching(
              "worker 0 \\(127.0.0.1:\\d+\\) did not answer within 1.5 s in exchange 0, comparing"
                  + " notes: .*");
    }
  }

  /** As {@code kill -9} leaves it. */
  @Test
  void whoHasGoneIsNamed() {
    List<Outcome<String>> outcomes =
        oneOfThree(
            TcpExchange.PATIENCE,
            exchange -> {
              exchange.close();
              return "gone";
            });
    for (int rank = 1; rank < 3; rank++) {
      assertThat(outcomes.get(rank).failure())
          .isInstanceOf(WorkerFailedException.class)
          .hasMessageMatching(
              "worker 0 \\(127.0.0.1:\\d+\\) (closed the connection|was cut off|takes nothing any more).*");
    }
  }

  @Test
  void whoDoesSomethingElseIsNamed() {
    List<Outcome<String>> outcomes =
        oneOfThree(
            TcpExchange.PATIENCE,
            exchange -> {
              sums(exchange, DataType.FLOAT, 100, 8);
              return "summed";
            });
    for (int rank = 1; rank < 3; rank++) {
      assertThat(outcomes.get(rank).failure())
          .hasMessageMatching(
              "worker [0-2] \\(127.0.0.1:\\d+\\) sent part 0 of exchange 0 \\([A-Z]+, \\d+ bytes,"
                  + " attempt 0\\), expected part 0 of exchange 0 .*: do all workers run the same"
                  + " program\\?");
    }
  }

  @Test
  void nothingIsExchangedAfterAFailureAndNoThreadIsLeft() throws InterruptedException {
    Workers.run(
        2,
        exchange -> {
          exchange.gather(new byte[1]);
          exchange.fail(new IOException("no coffee"));
          assertThatThrownBy(() -> exchange.gather(new byte[1]))
              .isInstanceOf(WorkerFailedException.class)
              .hasMessageContaining("nothing can be exchanged any more: worker ")
              .hasMessageContaining("has failed: java.io.IOException: no coffee");
          return "";
        });
    for (int i = 0; i < 100 && exchangeThreads() > 0; i++) {
      Thread.sleep(50);
    }
    assertThat(exchangeThreads()).isZero();
  }

  private static long exchangeThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("skipjack-exchange-"))
        .count();
  }

  @Test
  void addressesAreReadFromText() {
    Token token = Token.random();
    AddressList list = AddressList.parse(1, "127.0.0.1:4100, 127.0.0.1:4101", token);
    assertThat(list.listen()).isEqualTo(new InetSocketAddress("127.0.0.1", 4101));
    assertThat(Token.parse(token.hex())).isEqualTo(token);
    assertThat(token.toString()).doesNotContain(token.hex());
    assertThatThrownBy(() -> AddressList.parse(0, "somewhere", token))
        .hasMessage(
            "expected host:port,host:port, for instance 10.0.0.6:4100,10.0.0.7:4100, got"
                + " 'somewhere'");
    assertThatThrownBy(() -> AddressList.parse(2, "127.0.0.1:1,127.0.0.1:2", token))
        .hasMessageContaining("rank 2 is not one of the 2 workers");
    assertThatThrownBy(() -> Token.parse("secret"))
        .hasMessageContaining("a token is 32 hexadecimal digits, got 6 characters")
        .hasMessageNotContaining("secret");
  }
}
