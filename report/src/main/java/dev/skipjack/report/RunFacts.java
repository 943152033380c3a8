package dev.skipjack.report;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;

import dev.skipjack.runtime.Network;
import dev.skipjack.runtime.kernel.KernelChoice;
import dev.skipjack.runtime.kernel.PlatformBeans;
import dev.skipjack.runtime.kernel.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.nd4j.linalg.factory.Nd4j;

/** What a run depends on besides its data: command, versions, flags, hardware. */
final class RunFacts {
  private static final Path LINUX_PROCESSORS = Path.of("/proc/cpuinfo");

  /** A page is shown to others: what may be a secret stays out. */
  private static final Pattern SECRET =
      Pattern.compile(
          "(?i)([\\w.-]*(?:password|passwd|secret|token|credential|api[._-]?key)[\\w.-]*)(=|\\s+)\\S+");

  private RunFacts() {}

  static List<Fact> of(Network network) {
    List<Fact> facts = new ArrayList<>();
    String command = System.getProperty("sun.java.command", "");
    if (!command.isEmpty()) {
      facts.add(new Fact("Program", "command", withoutSecrets(command)));
    }
    facts.add(new Fact("Program", "directory", Path.of("").toAbsolutePath().toString()));
    software(network, facts);
    hardware(facts);
    return facts;
  }

  private static void software(Network network, List<Fact> facts) {
    Properties versions = versions();
    facts.add(new Fact("Software", "Skipjack", versions.getProperty("skipjack")));
    facts.add(
        new Fact(
            "Software",
            "JDK",
            Runtime.version()
                + ", "
                + System.getProperty("java.vm.name")
                + ", "
                + System.getProperty("java.vendor")));
    facts.add(
        new Fact(
            "Software",
            "ND4J",
            versions.getProperty("nd4j") + ", " + Nd4j.getBackend().getClass().getSimpleName()));
    facts.add(new Fact("Software", "kernels", kernels(network)));
    facts.add(new Fact("Software", "data type", network.dataType().toString()));
    facts.add(new Fact("Software", "architecture", network.architecture()));
    facts.add(
        new Fact(
            "Software",
            "JVM flags",
            withoutSecrets(
                String.join(" ", ManagementFactory.getRuntimeMXBean().getInputArguments()))));
  }

  /** For instance {@code 61 simd, 2 nd4j}. */
  private static String kernels(Network network) {
    return network.kernels().stream()
        .collect(groupingBy(KernelChoice::provider, TreeMap::new, counting()))
        .entrySet()
        .stream()
        .sorted((a, b) -> Long.compare(b.getValue(), a.getValue()))
        .map(served -> served.getValue() + " " + served.getKey())
        .collect(joining(", "));
  }

  private static void hardware(List<Fact> facts) {
    facts.add(
        new Fact(
            "Hardware",
            "system",
            String.join(
                " ",
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("os.arch"))));
    facts.add(
        new Fact(
            "Hardware",
            "processor",
            String.format(
                Locale.ROOT,
                "%s%d available, %d used by kernels",
                processor(),
                Runtime.getRuntime().availableProcessors(),
                Settings.threads())));
    String heap = gibibytes(Runtime.getRuntime().maxMemory()) + " Java heap at most";
    facts.add(
        new Fact(
            "Hardware",
            "memory",
            PlatformBeans.totalMemory().map(bytes -> gibibytes(bytes) + ", ").orElse("") + heap));
  }

  /** The model's name, where the system tells it, with a comma behind it. */
  private static String processor() {
    String windows = System.getenv("PROCESSOR_IDENTIFIER");
    if (windows != null) {
      return windows + ", ";
    }
    if (!Files.isReadable(LINUX_PROCESSORS)) {
      return "";
    }
    try (Stream<String> lines = Files.lines(LINUX_PROCESSORS)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.replaceFirst("^[^:]*:\\s*", "") + ", ")
          .findFirst()
          .orElse("");
    } catch (IOException | UncheckedIOException unreadable) {
      return "";
    }
  }

  private static String gibibytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f GiB", bytes / (double) (1 << 30));
  }

  /** What follows names such as {@code -Dmy.password=} is not shown. */
  static String withoutSecrets(String text) {
    return SECRET.matcher(text).replaceAll("$1$2***");
  }

  static Properties versions() {
    Properties versions = new Properties();
    try (InputStream file = RunFacts.class.getResourceAsStream("version.properties")) {
      versions.load(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return versions;
  }
}
