package dev.skipjack.app;

import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import dev.skipjack.runtime.kernel.KernelProvider;
import dev.skipjack.runtime.kernel.Kernels;
import dev.skipjack.runtime.weights.WholeFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Writes what a command was told, typed or by default, so that {@code --config} repeats it. */
final class RunFile {
  private RunFile() {}

  /** Beside the weights of a run: {@code NET.run.toml} for {@code NET.safetensors}. */
  static Path beside(Path weights) {
    String name = weights.getFileName().toString();
    return weights.resolveSibling(name.replaceFirst("\\.safetensors$", "") + ".run.toml");
  }

  /**
   * Writes the options of a command that was parsed.
   *
   * @param resolved the values of those whose defaults depend on others, or that were found
   * @throws IOException naming the file, if it cannot be written
   */
  static void write(Path file, CommandSpec command, Map<String, Object> resolved)
      throws IOException {
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(text(command, resolved));
    WholeFile.write(
        file,
        channel -> {
          ByteBuffer rest = bytes.duplicate();
          while (rest.hasRemaining()) {
            channel.write(rest);
          }
        });
  }

  private static String text(CommandSpec command, Map<String, Object> resolved) throws IOException {
    Map<String, Object> settings = new LinkedHashMap<>();
    for (OptionSpec option : command.options()) {
      String key = ConfigDefaults.key(option);
      Object value = resolved.containsKey(key) ? resolved.get(key) : option.getValue();
      if (value != null && !ConfigDefaults.isOfThisCall(option)) {
        settings.put(key, plain(value));
      }
    }
    return String.format(
        Locale.ROOT,
        "# repeats this run, from any directory: %s --config FILE%n# %s%n# kernels %s%n%s",
        command.qualifiedName(),
        String.join(", ", new VersionLines().getVersion()),
        kernels(),
        new TomlMapper().writeValueAsString(settings));
  }

  /** What TOML knows, or text; paths whole, so that they mean the same wherever it is read. */
  private static Object plain(Object value) {
    if (value instanceof Collection<?> list) {
      return list.stream().map(RunFile::plain).toList();
    }
    if (value instanceof Path path) {
      return whole(path).toString();
    }
    return value instanceof Number || value instanceof Boolean ? value : value.toString();
  }

  private static Path whole(Path path) {
    Path absolute = path.toAbsolutePath();
    Path shorter = absolute.normalize();
    try {
      return Files.isSameFile(absolute, shorter) ? shorter : absolute; // links may lead elsewhere
    } catch (IOException e) {
      return absolute;
    }
  }

  /** The same bytes come of the same kernels alone. */
  private static String kernels() {
    for (KernelProvider provider : Kernels.providers()) {
      if (provider.unavailableReason(DataType.FLOAT).isEmpty()) {
        return provider.name() + ", " + provider.description();
      }
    }
    return "none";
  }
}
