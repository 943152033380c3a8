package dev.skipjack.runtime.weights;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What may differ between a file and the network that {@link Weights} loads it into; all else is
 * refused. PyTorch's {@code strict=False} passes over every name that is missing or unexpected;
 * here each kind is allowed by itself, for some names or for all.
 *
 * <pre>{@code
 * Weights.load(network, file, Partial.allBut("fc.*"));
 * Weights.load(network, file, Partial.allow(missing("aux.*"), unexpected("fc.*"), otherShape()));
 * }</pre>
 *
 * <p>Names are those of the network. A star stands for any characters: {@code fc.*} is of {@code
 * fc.weight} and {@code fc.bias}.
 */
public final class Partial {
  /** What may differ. */
  enum Kind {
    MISSING,
    UNEXPECTED,
    OTHER_SHAPE,
    OTHER_ARCHITECTURE
  }

  /** A difference that is allowed, for some names or for all. */
  public static final class Allowance {
    private final Kind kind;
    private final Predicate<String> names;

    private Allowance(Kind kind, String... names) {
      this.kind = kind;
      this.names = names.length == 0 ? name -> true : any(names);
    }
  }

  /** Nothing may differ. */
  static final Partial NOTHING = new Partial(List.of(), List.of(), UnaryOperator.identity());

  private final List<Allowance> allowed;

  /** Names, with stars, of what is not loaded though it fits. */
  private final List<String> left;

  private final UnaryOperator<String> renaming;

  private Partial(List<Allowance> allowed, List<String> left, UnaryOperator<String> renaming) {
    this.allowed = allowed;
    this.left = left;
    this.renaming = renaming;
  }

  /** These may differ, nothing else. */
  public static Partial allow(Allowance... allowed) {
    return new Partial(List.of(allowed), List.of(), UnaryOperator.identity());
  }

  /**
   * All but some names, which stay as they are though the file may have them: the head of a network
   * that is to learn other classes. Loading is refused if neither the network nor the file has one
   * of the names: with {@code fc} for {@code fc.*} the head would be loaded too.
   *
   * @param names at least one
   * @throws IllegalArgumentException if there is none
   */
  public static Partial allBut(String... names) {
    if (names.length == 0) {
      throw new IllegalArgumentException(
          "allBut needs the names to leave out, such as \"fc.*\"; to load all, leave out Partial");
    }
    List<Allowance> differences = List.of(missing(names), unexpected(names), otherArchitecture());
    return new Partial(differences, List.of(names), UnaryOperator.identity());
  }

  /**
   * Parameters that the file lacks: they stay as they are.
   *
   * @param names all, if none is given
   */
  public static Allowance missing(String... names) {
    return new Allowance(Kind.MISSING, names);
  }

  /**
   * Tensors of the file that the network lacks.
   *
   * @param names all, if none is given
   */
  public static Allowance unexpected(String... names) {
    return new Allowance(Kind.UNEXPECTED, names);
  }

  /**
   * Parameters that the file has in another shape or in a type that is not read: they stay as they
   * are.
   *
   * @param names all, if none is given
   */
  public static Allowance otherShape(String... names) {
    return new Allowance(Kind.OTHER_SHAPE, names);
  }

  /**
   * The file's network had tensors of the same names and shapes, but computed something else with
   * them: other strides, dilations, activations, or another order of layers.
   */
  public static Allowance otherArchitecture() {
    return new Allowance(Kind.OTHER_ARCHITECTURE);
  }

  /**
   * The same for a file with other names.
   *
   * @param names gives the name in the network for a name in the file, or null for a tensor that is
   *     not wanted: {@code "backbone."::concat} loads a classifier's file into a detector's
   *     backbone
   */
  public Partial renamed(UnaryOperator<String> names) {
    return new Partial(allowed, left, names);
  }

  boolean allows(Kind kind, String name) {
    return allowed.stream().anyMatch(a -> a.kind == kind && a.names.test(name));
  }

  /** Whether a name is not loaded even if it fits. */
  boolean leaves(String name) {
    return left.stream().anyMatch(pattern -> any(pattern).test(name));
  }

  /** What is to be left out, and is none of these names. */
  List<String> leavesNone(Collection<String> names) {
    return left.stream().filter(pattern -> names.stream().noneMatch(any(pattern))).toList();
  }

  /** The network's name for a tensor of the file, or null if it is not wanted. */
  String name(String stored) {
    return renaming.apply(stored);
  }

  private static Predicate<String> any(String... names) {
    List<Pattern> patterns = new ArrayList<>();
    for (String name : names) {
      patterns.add(
          Pattern.compile(
              Arrays.stream(name.split("\\*", -1))
                  .map(Pattern::quote)
                  .collect(Collectors.joining(".*"))));
    }
    return name -> patterns.stream().anyMatch(pattern -> pattern.matcher(name).matches());
  }
}
