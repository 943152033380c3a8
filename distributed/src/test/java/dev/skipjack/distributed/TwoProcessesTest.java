package dev.skipjack.distributed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.train.Training;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two processes, as users start them. */
@Tag("exhaustive")
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class TwoProcessesTest {
  @TempDir private Path directory;

  private static String freeAddresses() throws IOException {
    try (ServerSocket first = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ServerSocket second = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return "127.0.0.1:" + first.getLocalPort() + ",127.0.0.1:" + second.getLocalPort();
    }
  }

  private Path ended(int rank) {
    return directory.resolve("ended-" + rank);
  }

  private Process start(int rank, String addresses, String token, String... more)
      throws IOException {
    return start(List.of(), rank, addresses, token, more);
  }

  private Process start(
      List<String> settings, int rank, String addresses, String token, String... more)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--add-modules", "jdk.incubator.vector", "-Xmx256m"));
    command.addAll(settings);
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(TrainProgram.class.getName());
    command.addAll(List.of(String.valueOf(rank), addresses, token));
    command.add(directory.resolve("checkpoints").toString());
    command.add(ended(rank).toString());
    command.addAll(List.of(more));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("log-" + rank).toFile())
        .start();
  }

  private String log() throws IOException {
    return Files.readString(directory.resolve("log-0"))
        + Files.readString(directory.resolve("log-1"));
  }

  private String expected() {
    try (TrainingNetwork network = SpotsNetwork.forTraining(3);
        Training training = TrainProgram.prepare(network)) {
      training.fit(TrainProgram.EPOCHS);
      return TrainProgram.weights(network);
    }
  }

  /** One process goes on. */
  private String resumed(int fromStep) throws IOException {
    try (TrainingNetwork network = SpotsNetwork.forTraining(3);
        Training training = TrainProgram.prepare(network)) {
      assertThat(training.resume(directory.resolve("checkpoints")).steps()).isEqualTo(fromStep);
      training.fit(TrainProgram.EPOCHS);
      return TrainProgram.weights(network);
    }
  }

  private void await(Path file, Process... alive) throws InterruptedException {
    while (!Files.exists(file) && Stream.of(alive).allMatch(Process::isAlive)) {
      Thread.sleep(20);
    }
  }

  /** The other one says who has gone; one process goes on from its checkpoint to the same bytes. */
  @Test
  void kill9InTheMiddleOfAnEpochLosesNothing() throws IOException, InterruptedException {
    String addresses = freeAddresses();
    String token = Token.random().hex();
    Process first = start(0, addresses, token);
    Process second = start(1, addresses, token, "7"); // of 10, in epochs of 5
    try {
      await(ended(1), first, second);
      second.destroyForcibly();
      assertThat(second.waitFor()).as(log()).isEqualTo(137);
      assertThat(first.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(first.exitValue()).as(log()).isZero();
    } finally {
      first.destroyForcibly();
      second.destroyForcibly();
    }
    assertThat(Files.readString(ended(0)))
        .matches("worker 1 \\(127.0.0.1:\\d+\\) (closed the connection|was cut off).*");
    assertThat(resumed(6)).isEqualTo(expected());
  }

  /** It ends its step with the other, which does not take the weights for trained. */
  @Test
  void sigtermToWorker0EndsAllAfterTheStep() throws IOException, InterruptedException {
    String addresses = freeAddresses();
    String token = Token.random().hex();
    Process first = start(0, addresses, token, "7");
    Process second = start(1, addresses, token);
    try {
      await(ended(0), first, second);
      first.destroy();
      Thread.sleep(1_000); // until it knows
      Files.deleteIfExists(ended(0));
      assertThat(first.waitFor()).as(log()).isEqualTo(143);
      assertThat(second.waitFor(30, TimeUnit.SECONDS)).isTrue();
    } finally {
      first.destroyForcibly();
      second.destroyForcibly();
    }
    assertThat(Files.readString(ended(1)))
        .matches(
            "worker 0 \\(127.0.0.1:\\d+\\) was asked to end, and all ended after step 7: go on"
                + " from its checkpoint");
    assertThat(resumed(7)).isEqualTo(expected());
  }

  /** Where bits depend on them, as with the portable kernels; before the first step. */
  @Test
  void aWorkerWithOtherThreadsIsRefusedByName() throws IOException, InterruptedException {
    refused("-Dskipjack.threads=1", "-Dskipjack.threads=2", "threads: it has 2, expected 1\\. ");
  }

  @Test
  void aWorkerWithOtherKernelsIsRefusedByName() throws IOException, InterruptedException {
    refused(
        "-Dskipjack.threads=1",
        "-Dskipjack.kernels=simd",
        "kernels: it has simd, expected nd4j; vectors: .*");
  }

  private void refused(String setting, String other, String difference)
      throws IOException, InterruptedException {
    String addresses = freeAddresses();
    String token = Token.random().hex();
    String portable = "-Dskipjack.kernels=nd4j"; // the last one of a name holds
    Process first = start(List.of(portable, setting), 0, addresses, token);
    Process second = start(List.of(portable, other), 1, addresses, token);
    try {
      assertThat(first.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(second.waitFor(30, TimeUnit.SECONDS)).isTrue();
    } finally {
      first.destroyForcibly();
      second.destroyForcibly();
    }
    for (int rank = 0; rank < 2; rank++) {
      assertThat(Files.readString(ended(rank)))
          .as(log())
          .matches(
              "worker 1 \\(127.0.0.1:\\d+\\) trains something else than worker 0"
                  + " \\(127.0.0.1:\\d+\\): "
                  + difference
                  + ".*");
    }
  }
}
