package dev.skipjack.processor.layout;

import dev.skipjack.processor.ir.Graph;
import dev.skipjack.processor.ir.Layout;
import dev.skipjack.processor.ir.LayoutRule;
import dev.skipjack.processor.ir.Op;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * How a network is to lay its maps: as is estimated to be fastest, or, for tests, in one way or at
 * random.
 *
 * @param seed of random layouts
 */
public record LayoutChoice(Kind kind, long seed) {
  /** What to decide by. */
  public enum Kind {
    AUTO,
    PLANES,
    BLOCKS,
    RANDOM
  }

  /** What is done unless users say otherwise. */
  public static final LayoutChoice DEFAULT = new LayoutChoice(Kind.AUTO);

  private static final String SEEDED = "random:";

  public LayoutChoice(Kind kind) {
    this(kind, 0);
  }

  /**
   * @param text {@code auto}, {@code planes}, {@code blocks} or {@code random:SEED}; empty if it is
   *     none of these
   */
  public static Optional<LayoutChoice> parse(String text) {
    if (text.matches(SEEDED + "-?\\d{1,18}")) {
      long seed = Long.parseLong(text.substring(SEEDED.length()));
      return Optional.of(new LayoutChoice(Kind.RANDOM, seed));
    }
    return Arrays.stream(Kind.values())
        .filter(kind -> kind != Kind.RANDOM)
        .filter(kind -> kind.name().toLowerCase(Locale.ROOT).equals(text))
        .map(LayoutChoice::new)
        .findFirst();
  }

  /** It does not depend on the rest of the graph, so that a smaller one has the same faults. */
  private Layout random(String name) {
    SplittableRandom random = new SplittableRandom(seed + ((long) name.hashCode() << 32));
    return random.nextBoolean() ? Layout.BLOCKS : Layout.PLANES;
  }

  /** A layout for each map of a network that does this. */
  public Layouts of(Graph graph, Mode mode) {
    Function<Op, LayoutRule> rules = kind == Kind.AUTO ? mode::fast : Op::layoutRule;
    LayoutClasses classes = LayoutClasses.of(graph, rules);
    Layout[] layouts = new Layout[classes.count()];
    switch (kind) {
      case AUTO -> layouts = LayoutSearch.cheapest(graph, mode, classes);
      case PLANES -> Arrays.fill(layouts, Layout.PLANES);
      case BLOCKS -> Arrays.fill(layouts, Layout.BLOCKS);
      case RANDOM -> Arrays.setAll(layouts, i -> random(classes.name(i)));
    }
    for (int i = 0; i < layouts.length; i++) {
      layouts[i] = classes.canBeBlocks(i) ? layouts[i] : Layout.PLANES;
    }
    return new Layouts(rules, classes, layouts);
  }
}
