package dev.skipjack.runtime.kernel;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The names of the arrays that an op needs, and of those that it may have. */
public final class Signature {
  private final Set<Operand> needed;
  private final Set<Operand> wanted;

  private Signature(Set<Operand> needed, Set<Operand> wanted) {
    this.needed = needed;
    this.wanted = wanted;
  }

  /** What every op of the kind needs. */
  public static Signature of(Operand... names) {
    return new Signature(EnumSet.noneOf(Operand.class), EnumSet.noneOf(Operand.class))
        .with(true, names);
  }

  /** These are needed as well if the condition holds. */
  public Signature with(boolean condition, Operand... names) {
    return new Signature(union(needed, condition, names), wanted);
  }

  /** These may be there or not. */
  public Signature wanted(Operand... names) {
    return wanted(true, names);
  }

  /** These may be there or not if the condition holds. */
  public Signature wanted(boolean condition, Operand... names) {
    return new Signature(needed, union(wanted, condition, names));
  }

  private static Set<Operand> union(Set<Operand> some, boolean condition, Operand... names) {
    EnumSet<Operand> all = EnumSet.copyOf(some);
    if (condition) {
      all.addAll(List.of(names));
    }
    return all;
  }

  public Set<Operand> needed() {
    return Collections.unmodifiableSet(needed);
  }

  public Set<Operand> wanted() {
    return Collections.unmodifiableSet(wanted);
  }

  /**
   * Refuses other operands.
   *
   * @param op whose signature this is, for the message
   * @throws IllegalArgumentException if one is missing, or there is one that the op knows nothing
   *     of
   */
  void check(String op, Operands operands) {
    Set<Operand> names = operands.names();
    Set<Operand> missing = EnumSet.copyOf(needed);
    missing.removeAll(names);
    Set<Operand> unknown = EnumSet.noneOf(Operand.class);
    unknown.addAll(names);
    unknown.removeAll(needed);
    unknown.removeAll(wanted);
    if (!missing.isEmpty() || !unknown.isEmpty()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s is bound to %s, but needs %s%s: %s",
              op,
              names,
              needed,
              wanted.isEmpty() ? "" : " and may have " + wanted,
              missing.isEmpty() ? "leave out " + unknown : "name its " + missing));
    }
  }
}
