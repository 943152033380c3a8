package dev.skipjack.processor.diagnostics;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Suggests what an unknown name may have meant. */
public final class NearestNames {
  private static final int MOST = 3;

  private NearestNames() {}

  /**
   * Up to three names within a third of the letters, nearest first; otherwise nothing. A part that
   * is called so, as {@code s.a} for {@code a}, is nearest.
   */
  static List<String> of(String unknown, Collection<String> known) {
    int most = Math.max(1, unknown.length() / 3);
    return known.stream()
        .filter(name -> away(unknown, name) <= most)
        // Something of the name must be left.
        .filter(name -> away(unknown, name) < Math.max(unknown.length(), name.length()))
        .sorted(Comparator.comparingInt((String name) -> away(unknown, name)))
        .limit(MOST)
        .toList();
  }

  private static int away(String unknown, String name) {
    return name.endsWith("." + unknown) ? 0 : distance(unknown, name);
  }

  /** {@code did you mean 'stem'?}, or the names there are. */
  public static String suggestion(String unknown, Collection<String> known) {
    return known.isEmpty()
        ? "there is no earlier layer"
        : suggestion(unknown, known, "the layers before it are ");
  }

  /**
   * @param all what comes before all names, if none is near
   */
  public static String suggestion(String unknown, Collection<String> known, String all) {
    List<String> near = of(unknown, known);
    return near.isEmpty()
        ? all + quoted(known, ", ")
        : "did you mean " + quoted(near, " or ") + "?";
  }

  private static String quoted(Collection<String> names, String separator) {
    return names.stream().map(n -> "'" + n + "'").collect(Collectors.joining(separator));
  }

  /**
   * Letters to change, add, take away, or swap with the next one (the optimal string alignment
   * distance), compared without case.
   */
  static int distance(String a, String b) {
    String x = a.toLowerCase(Locale.ROOT);
    String y = b.toLowerCase(Locale.ROOT);
    int[][] from = new int[x.length() + 1][y.length() + 1];
    for (int i = 0; i <= x.length(); i++) {
      for (int j = 0; j <= y.length(); j++) {
        from[i][j] = i == 0 || j == 0 ? i + j : step(x, y, i, j, from);
      }
    }
    return from[x.length()][y.length()];
  }

  private static int step(String x, String y, int i, int j, int[][] from) {
    char last = x.charAt(i - 1);
    int least = from[i - 1][j - 1] + (last == y.charAt(j - 1) ? 0 : 1);
    least = Math.min(least, 1 + Math.min(from[i - 1][j], from[i][j - 1]));
    boolean swapped =
        i > 1 && j > 1 && last == y.charAt(j - 2) && x.charAt(i - 2) == y.charAt(j - 1);
    return swapped ? Math.min(least, from[i - 2][j - 2] + 1) : least;
  }
}
