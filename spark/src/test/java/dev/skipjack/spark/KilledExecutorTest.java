package dev.skipjack.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skipjack.runtime.train.TrainingListener;
import dev.skipjack.runtime.train.TrainingState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Executors that are processes. */
@Tag("exhaustive")
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class KilledExecutorTest {
  private static SparkSession spark;
  private static OneProcess expected;

  @TempDir private Path directory;

  @BeforeAll
  static void open() {
    spark = TestSpark.cluster(2);
    expected = OneProcess.train();
  }

  @AfterAll
  static void close() {
    spark.stop();
  }

  private static SparkTraining training() {
    return SparkTraining.on(spark, OneProcess::network)
        .data(OneProcess::data)
        .shards(OneProcess.SHARDS)
        .workers(2);
  }

  /** Tells its process, once, and waits to be killed. */
  private record Waiting(Path file, int step) implements TrainingListener {
    @Override
    public void stepEnds(TrainingState training, TrainingState.Step taken) {
      if (taken.number() != step || TaskContext.getPartitionId() != 1 || Files.exists(file)) {
        return;
      }
      try {
        Path whole = file.resolveSibling("pid.tmp");
        Files.writeString(whole, String.valueOf(ProcessHandle.current().pid()));
        Files.move(whole, file);
        Thread.sleep(60_000);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void killWhoTells(Path file) {
    try {
      while (!Files.exists(file)) {
        Thread.sleep(50);
      }
      ProcessHandle.of(Long.parseLong(Files.readString(file)))
          .orElseThrow()
          .destroyForcibly(); // SIGKILL
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void twoExecutorsGiveTheBytesOfOneProcess() {
    SparkTrained trained = training().run(OneProcess.EPOCHS);
    assertThat(trained.weights()).isEqualTo(expected.weights());
    assertThat(trained.restarts()).isZero();
  }

  /** In the middle of an epoch: nobody has to do anything. */
  @Test
  void kill9OfAnExecutorChangesNothing() {
    String file = directory.resolve("pid").toString();
    Thread killer = new Thread(() -> killWhoTells(Path.of(file)));
    killer.setDaemon(true);
    killer.start();
    SparkTrained trained =
        training()
            .setup(one -> one.listen(new Waiting(Path.of(file), 7))) // of 10, in epochs of 5
            .checkpoint(directory.resolve("run1").toUri().toString())
            .checkpointEverySteps(2)
            .run(OneProcess.EPOCHS);
    assertThat(directory.resolve("pid")).exists();
    assertThat(trained.restarts()).isEqualTo(1);
    assertThat(trained.weights()).isEqualTo(expected.weights());
  }
}
