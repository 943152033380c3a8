package dev.skipjack.processor.diagnostics;

import java.util.List;
import java.util.Optional;

/**
 * A mistake as it was told.
 *
 * @param isError whether it is more than a warning
 * @param text as the compiler prints it
 * @param subject the class or field with the mistake
 * @param location where it is shown; empty if the compiler does not say
 * @param placedBy who placed the block that it is in, as {@link Diagnostic#placedBy} has it
 */
public record Told(
    boolean isError,
    Diagnostic diagnostic,
    String text,
    Subject subject,
    Optional<SourceLocation> location,
    List<Subject> placedBy) {
  /**
   * What something is told of.
   *
   * @param type qualified name
   * @param field empty for the class itself
   */
  public record Subject(String type, String field) {}

  public Told {
    placedBy = List.copyOf(placedBy);
  }
}
