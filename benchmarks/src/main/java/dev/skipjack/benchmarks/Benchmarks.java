package dev.skipjack.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line of the measurements. */
@Command(
    name = "benchmarks",
    description = "Measures networks in Skipjack beside DJL with PyTorch and DL4J.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
public final class Benchmarks implements Callable<Integer> {
  @Option(
      names = "--cases",
      split = ",",
      paramLabel = "CASE",
      description =
          "NETWORK/train/BATCH or NETWORK/infer/BATCH; all of the comparison unless given")
  private List<BenchmarkCase> cases = BenchmarkCase.ALL;

  @Option(
      names = "--contestants",
      split = ",",
      paramLabel = "NAME",
      defaultValue = "skipjack",
      description = "skipjack, djl, djl-tuned, dl4j; times are related to the first")
  private List<Contestant> contestants;

  @Option(names = "--rounds", defaultValue = "5", description = "turns of each contestant")
  private int rounds;

  @Option(
      names = "--round-seconds",
      defaultValue = "1",
      description = "length of a turn, at least one step")
  private double roundSeconds;

  @Option(
      names = "--warm-up-seconds",
      defaultValue = "5",
      description = "computed before the first turn, at least ten steps")
  private double warmUpSeconds;

  @Option(
      names = "--limit-seconds",
      defaultValue = "60",
      description = "a contestant that computed for longer on a case takes no further turn")
  private double limitSeconds;

  @Option(names = "--threads", defaultValue = "2", description = "of every contestant")
  private int threads;

  @Option(
      names = "--output",
      defaultValue = "benchmarks/target/benchmarks",
      description = "directory of results.md, results.json and weights")
  private Path output;

  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new Benchmarks())
            .registerConverter(BenchmarkCase.class, BenchmarkCase::parse)
            .registerConverter(Contestant.class, Contestant::parse)
            .execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path weights = Files.createDirectories(output.resolve("weights"));
    Comparison comparison =
        new Comparison(rounds, roundSeconds, warmUpSeconds, limitSeconds, threads, weights);
    List<CaseResult> results = new ArrayList<>();
    for (BenchmarkCase benchmarkCase : cases) {
      List<Contestant> runners = contestants.stream().filter(c -> c.runs(benchmarkCase)).toList();
      for (Contestant contestant : runners) {
        prepare(contestant, benchmarkCase, weights);
      }
      CaseResult result = new CaseResult(benchmarkCase, comparison.run(benchmarkCase, runners));
      System.out.println(result);
      results.add(result);
    }
    return 0;
  }

  private void prepare(Contestant contestant, BenchmarkCase benchmarkCase, Path weights)
      throws IOException, InterruptedException {
    Process process =
        JavaProcess.start(
            Preparation.class,
            contestant,
            threads,
            contestant.toString(),
            benchmarkCase.toString(),
            weights.toString());
    if (process.waitFor() != 0) {
      throw new IOException(contestant + " cannot prepare " + benchmarkCase);
    }
  }
}
