package dev.skipjack.processor;

import dev.skipjack.processor.diagnostics.Diagnostics;
import dev.skipjack.processor.diagnostics.DiagnosticsJson;
import dev.skipjack.processor.diagnostics.Message;
import dev.skipjack.processor.diagnostics.Place;
import dev.skipjack.processor.diagnostics.Told;
import dev.skipjack.processor.diagnostics.WorkflowCommands;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * {@code -Askipjack.diagnostics=FILE}: everything that one compilation tells, in a file that its
 * name's ending gives the form of. It is there, whole, when the last round is over, and away from
 * the beginning until then: what is in it was told by the compilation that ended last.
 */
final class DiagnosticsFile {
  static final String OPTION = "skipjack.diagnostics";

  private static final Map<String, Function<List<Told>, String>> FORMS =
      Map.of(".json", DiagnosticsJson::of, ".github", WorkflowCommands::of);

  private static final String FIX =
      "name a file that ends in .json, or in .github for annotations in GitHub's workflows";

  /** Null if there is no such option. */
  private final String given;

  private final List<Told> all = new ArrayList<>();
  private boolean isChecked;
  private boolean isRefused;

  /**
   * @param given what the user wrote, if that was anything
   */
  DiagnosticsFile(Optional<String> given) {
    this.given = given.orElse(null);
  }

  /** What an earlier compilation told is no longer true. */
  void begin() {
    try {
      if (form().isPresent() && Files.isRegularFile(Path.of(given))) {
        Files.delete(Path.of(given));
      }
    } catch (IOException | InvalidPathException e) {
      // check() tells
    }
  }

  private Optional<Function<List<Told>, String>> form() {
    return Optional.ofNullable(given)
        .flatMap(name -> FORMS.keySet().stream().filter(name::endsWith).findFirst())
        .map(FORMS::get);
  }

  /** Tells, once, if the file cannot be. */
  void check(Place place, Diagnostics diagnostics) {
    if (given == null || isChecked) {
      return;
    }
    isChecked = true;
    if (form().isEmpty()) {
      diagnostics.error(Message.OPTION_UNKNOWN, place, OPTION, given, FIX);
      return;
    }
    String reason = "it is a directory";
    try {
      Path file = Path.of(given).toAbsolutePath();
      Files.delete(Files.createFile(beside(file)));
      isRefused = Files.isDirectory(file);
    } catch (IOException | InvalidPathException e) {
      isRefused = true;
      reason = reason(e);
    }
    if (isRefused) {
      diagnostics.error(Message.OPTION_FILE, place, OPTION, given, reason);
    }
  }

  void add(Told told) {
    all.add(told);
  }

  /** What is found behind the last round: {@code javac} looks into methods only then. */
  void addLate(Told told) {
    all.add(told);
    finish(told.diagnostic().place(), new Diagnostics());
  }

  /** The last round is over. */
  void finish(Place place, Diagnostics diagnostics) {
    if (form().isEmpty() || isRefused) {
      return;
    }
    try {
      Path file = Path.of(given).toAbsolutePath();
      Path whole = beside(file);
      try {
        Files.writeString(whole, form().get().apply(all));
        replace(whole, file);
      } finally {
        Files.deleteIfExists(whole);
      }
    } catch (IOException | InvalidPathException e) {
      diagnostics.error(Message.OPTION_FILE, place, OPTION, given, reason(e));
    }
  }

  /** A name of its own in the same directory, which is made. */
  private static Path beside(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    return file.resolveSibling(file.getFileName() + "." + UUID.randomUUID() + ".tmp");
  }

  private static void replace(Path whole, Path file) throws IOException {
    try {
      Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(whole, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private String reason(Exception e) {
    if (e instanceof InvalidPathException invalid) {
      return invalid.getReason();
    }
    for (Path parent = Path.of(given).getParent(); parent != null; parent = parent.getParent()) {
      if (Files.exists(parent) && !Files.isDirectory(parent)) {
        return "'" + parent + "' is no directory";
      }
    }
    return e.toString();
  }
}
