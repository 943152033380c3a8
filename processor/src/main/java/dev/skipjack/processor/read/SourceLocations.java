package dev.skipjack.processor.read;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePath;
import com.sun.source.util.Trees;
import dev.skipjack.processor.diagnostics.SourceLocation;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where {@code javac} shows what is told at a place. */
public final class SourceLocations {
  private final Trees trees;

  public SourceLocations(Trees trees) {
    this.trees = trees;
  }

  /** Empty if the place has no source here. */
  Optional<SourceLocation> of(ElementPlace place) {
    TreePath path = path(place);
    return path == null
        ? Optional.empty()
        : of(path.getCompilationUnit(), path.getLeaf(), place.element().getSimpleName().toString());
  }

  private TreePath path(ElementPlace place) {
    if (place.annotation() == null) {
      return trees.getPath(place.element());
    }
    return place.value() == null
        ? trees.getPath(place.element(), place.annotation())
        : trees.getPath(place.element(), place.annotation(), place.value());
  }

  /**
   * Of a class or field this is its name, since annotations may stand on lines before.
   *
   * @param name of the class or field, if the tree is one
   */
  public Optional<SourceLocation> of(CompilationUnitTree unit, Tree tree, String name) {
    SourcePositions positions = trees.getSourcePositions();
    long position = positions.getStartPosition(unit, tree);
    String quoted = "(" + Pattern.quote(name) + ")(?![\\w$])"; // stem, but not stem2
    if (tree instanceof ClassTree) {
      position = find(unit, position, "\\b(?:class|interface|enum|record)\\s+" + quoted);
    } else if (tree instanceof VariableTree field && field.getType() != null) {
      position = find(unit, positions.getStartPosition(unit, field.getType()), "\\s" + quoted);
    }
    LineMap lines = unit.getLineMap();
    if (position < 0 || lines == null) { // javac has forgotten it, or never knew
      return Optional.empty();
    }
    long line = lines.getLineNumber(position);
    return Optional.of(
        new SourceLocation(
            file(unit.getSourceFile().toUri()),
            line,
            // javac's own column ends tabs at multiples of eight
            position - lines.getStartPosition(line) + 1));
  }

  /** Where the group of what matches next begins; the position itself if nothing does. */
  private static long find(CompilationUnitTree unit, long position, String match) {
    try {
      CharSequence text = unit.getSourceFile().getCharContent(true);
      Matcher matcher = Pattern.compile(match).matcher(text);
      return position >= 0 && matcher.find((int) position) ? matcher.start(1) : position;
    } catch (IOException e) {
      return position; // good enough
    }
  }

  private static String file(URI uri) {
    return "file".equals(uri.getScheme()) ? Path.of(uri).toString() : uri.toString();
  }
}
