package dev.skipjack.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.skipjack.benchmarks.machine.Machine;
import dev.skipjack.benchmarks.machine.MatrixProduct;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The arithmetic behind the tables. */
class MeasurementTest {
  private static final BenchmarkCase TRAIN =
      new BenchmarkCase(BenchmarkNetwork.DENSENET_BC_100, BenchmarkCase.Task.TRAIN, 64);

  private static Measurement measurement(
      Contestant contestant, Double tenthStep, Double... roundSeconds) {
    return new Measurement(
        contestant, 10, List.of(roundSeconds), List.of(60.0, 325.0), 1.5, tenthStep, 3L << 20);
  }

  @Test
  void medianIsTheMiddleOrTheMeanOfBoth() {
    assertThat(Medians.of(List.of(9.0, 1.0, 2.0))).isEqualTo(2);
    assertThat(Medians.of(List.of(4.0, 1.0, 2.0, 9.0))).isEqualTo(3);
    assertThatThrownBy(() -> Medians.of(List.of())).hasMessageContaining("no values");
  }

  @Test
  void ratioComparesRoundWithRound() {
    Measurement ours = measurement(Contestant.SKIPJACK, null, 1.0, 10.0, 1.0);
    Measurement theirs = measurement(Contestant.DJL, null, 2.0, 20.0, 2.0);
    assertThat(ours.ratioOf(theirs)).isEqualTo(2);
    Measurement gaveUp = measurement(Contestant.DL4J, null, 50.0);
    assertThat(ours.ratioOf(gaveUp)).isEqualTo(50);
  }

  @Test
  void tenthStepIsRelatedToTheSteadyState() {
    assertThat(measurement(Contestant.SKIPJACK, 3.0, 2.0).tenthStepRatio()).isEqualTo(1.5);
    assertThat(measurement(Contestant.SKIPJACK, null, 2.0).tenthStepRatio()).isNull();
  }

  @Test
  void rowsRelateToTheFirstContestantAndToThePeak() {
    List<Row> rows =
        Row.of(
            TRAIN,
            List.of(
                measurement(Contestant.SKIPJACK, null, 2.0),
                measurement(Contestant.DJL, null, 3.0)),
            100);
    // 287,929,692 multiply-adds, two operations each, three passes, 64 images, in 2 s
    assertThat(rows.get(0).gigaflops()).isCloseTo(55.2825, within(1e-4));
    assertThat(rows.get(0).peakShare()).isCloseTo(0.552825, within(1e-6));
    assertThat(rows.get(0).imagesPerSecond()).isEqualTo(32);
    assertThat(rows.get(1).ratio()).isEqualTo(1.5);
  }

  @Test
  void reportIsATable() {
    Machine machine = new Machine("Xeon", 2, "17", MatrixProduct.OPENBLAS, 200, 12.34);
    List<Row> rows = Row.of(TRAIN, List.of(measurement(Contestant.SKIPJACK, 2.5, 2.0)), 200);
    Results results =
        new Results(machine, rows, List.of(new CompileTime("DenseNet121", 2.5, 0.75)));
    assertThat(MarkdownReport.of(results).lines())
        .containsExactly(
            "Xeon, 2 threads, JDK 17. Matrix product: 200 GFLOP/s (openblas);"
                + " memory copy: 12.3 GB/s.",
            "",
            "| case | contestant | ms a step | images/s | time, first = 1 | GFLOP/s | of the peak"
                + " | peak MiB | ns between processors | s from start to first step | 10th step, steady = 1 |",
            "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
            "| densenet-bc-100/train/64 | skipjack | 2000.0 | 32.0 | 1.00 | 55.3 | 27.6 % | 3 | 60 to 325 | 1.5"
                + " | 1.25 |",
            "",
            "| model | javac, s | of it the processor, s |",
            "|---|---:|---:|",
            "| DenseNet121 | 2.50 | 0.75 |");
  }

  @Test
  void reportNamesTheBestOther() {
    Machine machine = new Machine("Xeon", 2, "17", MatrixProduct.OPENBLAS, 200, 12.34);
    List<Row> rows =
        Row.of(
            TRAIN,
            List.of(
                measurement(Contestant.SKIPJACK, null, 2.0),
                measurement(Contestant.DJL, null, 5.0),
                measurement(Contestant.PYTORCH_CHANNELS_LAST, null, 3.0)),
            200);
    assertThat(MarkdownReport.of(new Results(machine, rows, List.of())).lines())
        .contains(
            "| case | first, ms | best other | ms | other / first |",
            "| densenet-bc-100/train/64 | 2000.0 | pytorch-channels-last | 3000.0 | 1.50 |");
  }

  @Test
  void savedResultsNameContestantsAsTheCommandLineDoes() {
    List<Row> rows = Row.of(TRAIN, List.of(measurement(Contestant.DJL_TUNED, null, 2.0)), 200);
    JsonNode row = new ObjectMapper().valueToTree(rows).get(0);
    assertThat(row.get("measurement").get("contestant").asText()).isEqualTo("djl-tuned");
    assertThat(row.get("secondsPerStep").asDouble()).isEqualTo(2);
  }

  @Test
  void casesAreReadAsTheyArePrinted() {
    for (BenchmarkCase benchmarkCase : BenchmarkCase.ALL) {
      assertThat(BenchmarkCase.parse(benchmarkCase.toString())).isEqualTo(benchmarkCase);
    }
    assertThatThrownBy(() -> BenchmarkCase.parse("densenet-121/train/0"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("densenet-bc-100");
  }

  @Test
  void processorTimeIsReadFromItsNote() {
    assertThat(Compilation.processorSeconds("Note: N: 71,686 parameters; compiled in 1,234 ms"))
        .isEqualTo(1.234);
    assertThatThrownBy(() -> Compilation.processorSeconds("nothing"))
        .hasMessageContaining("no note");
  }

  /** A thousand images of 224 x 224 are 574 MiB, and are drawn on the heap. */
  @Test
  void predictionsHaveHeapForTheirImages() {
    BenchmarkNetwork network = BenchmarkNetwork.MOBILENET_V2;
    int one = BenchmarkCase.parse("mobilenet-v2/infer/1").heapMegabytes();
    assertThat(one).isEqualTo(network.predictionMegabytes()).isLessThan(network.heapMegabytes());
    assertThat(BenchmarkCase.parse("mobilenet-v2/infer/1000").heapMegabytes()).isEqualTo(one + 574);
    assertThat(BenchmarkCase.parse("mobilenet-v2/train/32").heapMegabytes())
        .isEqualTo(network.heapMegabytes());
  }
}
