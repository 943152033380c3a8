package dev.skipjack.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real process, from its start to its peak memory. */
class ComparisonTest {
  @Test
  void measuresAPrediction(@TempDir Path directory) throws IOException, InterruptedException {
    BenchmarkCase small =
        new BenchmarkCase(BenchmarkNetwork.RESNET_20, BenchmarkCase.Task.INFER, 1);
    List<Measurement> measurements =
        new Comparison(2, 0, 0, 60, 2, directory).run(small, List.of(Contestant.SKIPJACK));
    assertThat(measurements).hasSize(1);
    Measurement measurement = measurements.get(0);
    assertThat(measurement.steps()).isEqualTo(2);
    assertThat(measurement.roundSeconds()).hasSize(2).allMatch(seconds -> seconds > 0);
    assertThat(measurement.firstStepSeconds()).isGreaterThan(measurement.seconds());
    assertThat(measurement.tenthStepSeconds()).isPositive();
  }
}
