package dev.skipjack.distributed;

import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.checkpoint.Checkpoints;
import dev.skipjack.runtime.train.Training;
import dev.skipjack.runtime.train.TrainingListener;
import dev.skipjack.runtime.train.TrainingState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** A program that is started once for each worker, as docs/distributed.md has it. */
final class TrainProgram {
  static final int EPOCHS = 2;
  static final int SHARDS = 6;

  private TrainProgram() {}

  /**
   * @param arguments rank, addresses, token, the directory of checkpoints, and a file that says how
   *     it ended; a sixth is the step after which it waits, having made that file, until it is gone
   */
  public static void main(String[] arguments) throws IOException {
    Rendezvous rendezvous =
        AddressList.parse(Integer.parseInt(arguments[0]), arguments[1], Token.parse(arguments[2]));
    Path ended = Path.of(arguments[4]);
    try (TrainingNetwork network = SpotsNetwork.forTraining(3);
        TcpExchange exchange = TcpExchange.join(rendezvous);
        Training training = prepare(network)) {
      training.exchange(exchange).checkpoints(Checkpoints.in(Path.of(arguments[3])).everySteps(2));
      if (arguments.length > 5) {
        training.listen(waiting(Integer.parseInt(arguments[5]), ended));
      }
      training.fit(EPOCHS);
      Files.writeString(ended, weights(network));
    } catch (IllegalStateException e) {
      Files.writeString(ended, e.getMessage());
    }
  }

  static Training prepare(TrainingNetwork network) {
    return Training.of(network).data(SpotData.train(300, 70)).microBatches(SHARDS);
  }

  static String weights(TrainingNetwork network) {
    return Arrays.toString(network.parameters().toFloatVector())
        + Arrays.toString(network.runningStatistics().toFloatVector());
  }

  private static TrainingListener waiting(int steps, Path file) {
    return new TrainingListener() {
      @Override
      public void stepEnds(TrainingState training, TrainingState.Step step) {
        if (step.number() == steps) {
          try {
            Files.writeString(file, "waits");
            while (Files.exists(file)) {
              Thread.sleep(20);
            }
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        }
      }
    };
  }
}
