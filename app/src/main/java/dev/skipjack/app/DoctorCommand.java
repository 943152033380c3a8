package dev.skipjack.app;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import dev.skipjack.runtime.TrainingNetwork;
import dev.skipjack.runtime.kernel.KernelProvider;
import dev.skipjack.runtime.kernel.Kernels;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

@Command(
    name = "doctor",
    description = "Shows what this machine gives to Skipjack, and what would make it faster.",
    mixinStandardHelpOptions = true)
final class DoctorCommand implements ModelCommand {
  private final ModelChoice choice;

  DoctorCommand(SkipjackApp app) {
    choice =
        new ModelChoice(
            app.models(),
            null,
            "Lists who serves each kernel of its training: ${COMPLETION-CANDIDATES}.");
  }

  @Override
  public void addOptions(CommandSpec command) {
    choice.addTo(command);
  }

  @Override
  public Integer call() {
    line("JDK", Runtime.version() + ", " + System.getProperty("java.vm.name"));
    line("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    line("processors", Runtime.getRuntime().availableProcessors());
    line("Java heap", megabytes(Runtime.getRuntime().maxMemory()) + " at most");
    line("ND4J backend", Nd4j.getBackend().getClass().getSimpleName());
    NativeOps ops = NativeOpsHolder.getInstance().getDeviceNativeOps();
    line(
        "ND4J binary",
        level(ops.binaryLevel()) + ", this processor has " + level(ops.optimalLevel()));
    line("native threads", ops.ompGetMaxThreads());
    for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
      String use = "in use";
      for (KernelProvider provider : Kernels.providers()) {
        Optional<String> reason = provider.unavailableReason(type);
        String is = reason.isPresent() ? reason.get() : use + described(provider);
        line("kernels, " + type, provider.name() + ": " + is);
        if (reason.isEmpty()) {
          use = "for what the others lack";
        }
      }
    }
    if (choice.model().isPresent()) {
      try (TrainingNetwork opened = choice.model().get().train(1)) {
        opened.kernels().stream()
            .collect(groupingBy(identity(), LinkedHashMap::new, counting()))
            .forEach(
                (choice, times) -> line(times + " from " + choice.provider(), choice.kernel()));
      }
    }
    return 0;
  }

  /** Of one that is available; others may lack the classes for it. */
  private static String described(KernelProvider provider) {
    return provider.description().isEmpty() ? "" : ", " + provider.description();
  }

  /** As ND4J's native code numbers them. */
  private static String level(int number) {
    return switch (number) {
      case 2 -> "AVX2";
      case 3 -> "AVX-512";
      default -> "no AVX2";
    };
  }

  private static String megabytes(long bytes) {
    return bytes / (1 << 20) + " MiB";
  }

  private static void line(String what, Object is) {
    System.out.printf(Locale.ROOT, "%-16s %s%n", what, is);
  }
}
