package dev.skipjack.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.skipjack.benchmarks.machine.Machine;
import dev.skipjack.benchmarks.machine.MatrixProduct;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line of the measurements. */
@Command(
    name = "benchmarks",
    description =
        "Measures networks in Skipjack beside DJL with PyTorch, DL4J, ONNX Runtime and PyTorch.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
public final class Benchmarks implements Callable<Integer> {
  @Option(
      names = "--cases",
      split = ",",
      paramLabel = "CASE",
      defaultValue = "densenet-bc-100/train/64,densenet-bc-100/infer/64,densenet-bc-100/infer/1",
      description = "NETWORK/train/BATCH or NETWORK/infer/BATCH")
  private List<BenchmarkCase> cases;

  @Option(names = "--all-cases", description = "the cases of the full comparison")
  private boolean allCases;

  @Option(
      names = "--contestants",
      split = ",",
      paramLabel = "NAME",
      defaultValue = "skipjack",
      description =
          "skipjack, djl, djl-tuned, dl4j, onnxruntime, pytorch-channels-last; times are related to"
              + " the first")
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
      names = "--compile",
      description = "also time javac with our processor on DenseNet-121 and DenseNet-264")
  private boolean compile;

  @Option(
      names = "--output",
      defaultValue = "benchmarks/target/benchmarks",
      description = "directory of results.md and results.json")
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
    List<Contestant> present = contestants.stream().filter(Benchmarks::isPresent).toList();
    Path scratch = Files.createDirectories(output.resolve("scratch"));
    Machine machine = Probing.measure(products(), threads);
    Comparison comparison =
        new Comparison(rounds, roundSeconds, warmUpSeconds, limitSeconds, threads, scratch);
    List<Row> rows = new ArrayList<>();
    for (BenchmarkCase benchmarkCase : allCases ? BenchmarkCase.ALL : cases) {
      System.out.println(benchmarkCase);
      List<Contestant> able = present.stream().filter(c -> c.runs(benchmarkCase)).toList();
      if (!able.isEmpty()) {
        List<Measurement> measurements = comparison.run(benchmarkCase, able);
        rows.addAll(Row.of(benchmarkCase, measurements, machine.productGigaflops()));
        save(new Results(machine, rows, List.of())); // Whatever happens to the next case.
      }
    }
    List<CompileTime> compileTimes = compile ? new Compilation(scratch).run() : List.of();
    System.out.print(save(new Results(machine, rows, compileTimes)));
    return 0;
  }

  private static boolean isPresent(Contestant contestant) {
    Optional<String> missing = contestant.library().missing();
    missing.ifPresent(why -> System.out.println(contestant + " is left out: " + why));
    return missing.isEmpty();
  }

  /** PyTorch's native libraries are only there for its own sake. */
  private Set<MatrixProduct> products() {
    boolean pyTorch =
        contestants.contains(Contestant.DJL) || contestants.contains(Contestant.DJL_TUNED);
    return pyTorch
        ? EnumSet.allOf(MatrixProduct.class)
        : EnumSet.complementOf(EnumSet.of(MatrixProduct.PYTORCH));
  }

  private String save(Results results) throws IOException {
    String markdown = MarkdownReport.of(results);
    Files.writeString(output.resolve("results.md"), markdown);
    new ObjectMapper()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .writeValue(output.resolve("results.json").toFile(), results);
    return markdown;
  }
}
