package dev.skipjack.processor.read;

import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.util.Optional;
import javax.lang.model.element.Element;
import javax.lang.model.element.VariableElement;

/**
 * What a source computes from a stand-in, whatever number comes out: {@code Param.OUT > 64 ? 128 :
 * 64} is 64 to who sees the value alone ({@link StandInArithmetic}).
 */
final class StandInExpressions {
  private static final String ANNOTATIONS = "dev.skipjack.annotations.";

  private final Trees trees;

  StandInExpressions(Trees trees) {
    this.trees = trees;
  }

  /**
   * Empty for a stand-in alone, for what has none in it, and where there is no source; for what is
   * known by its value, unless the source chooses among values.
   */
  Optional<StandInArithmetic> at(ElementPlace place, int value) {
    TreePath path =
        place.value() == null
            ? null
            : trees.getPath(place.element(), place.annotation(), place.value());
    boolean isKnown = BlockExpression.of(value).isPresent();
    return path == null
        ? Optional.empty()
        : computed(path)
            .filter(found -> !isKnown || Boolean.TRUE.equals(new Choices().scan(path, null)));
  }

  private Optional<StandInArithmetic> computed(TreePath path) {
    Tree tree = path.getLeaf();
    if (tree instanceof ParenthesizedTree inner) {
      return computed(new TreePath(path, inner.getExpression()));
    }
    if (tree instanceof IdentifierTree || tree instanceof MemberSelectTree) {
      return initializer(trees.getElement(path)).flatMap(this::computed);
    }
    return tree instanceof ExpressionTree
        ? Optional.ofNullable(new Finder().scan(path, null))
            .map(standIn -> new StandInArithmetic(standIn, tree.toString()))
        : Optional.empty();
  }

  /** What a constant of the user's own is made of. */
  private Optional<TreePath> initializer(Element element) {
    TreePath path = element instanceof VariableElement ? trees.getPath(element) : null;
    return path != null
            && path.getLeaf() instanceof VariableTree variable
            && variable.getInitializer() != null
        ? Optional.of(new TreePath(path, variable.getInitializer()))
        : Optional.empty();
  }

  /** Whether an expression, or a constant in it, has a condition. */
  private final class Choices extends TreePathScanner<Boolean, Void> {
    @Override
    public Boolean visitConditionalExpression(ConditionalExpressionTree tree, Void unused) {
      return true;
    }

    @Override
    public Boolean visitIdentifier(IdentifierTree tree, Void unused) {
      return inInitializer();
    }

    @Override
    public Boolean visitMemberSelect(MemberSelectTree tree, Void unused) {
      return inInitializer();
    }

    private Boolean inInitializer() {
      return initializer(trees.getElement(getCurrentPath()))
          .map(path -> new Choices().scan(path, null))
          .orElse(false);
    }

    @Override
    public Boolean reduce(Boolean first, Boolean second) {
      return Boolean.TRUE.equals(first) || Boolean.TRUE.equals(second);
    }
  }

  /** Finds the first stand-in of an expression. */
  private final class Finder extends TreePathScanner<String, Void> {
    @Override
    public String visitIdentifier(IdentifierTree tree, Void unused) {
      return standIn(trees.getElement(getCurrentPath()));
    }

    @Override
    public String visitMemberSelect(MemberSelectTree tree, Void unused) {
      return standIn(trees.getElement(getCurrentPath()));
    }

    private String standIn(Element element) {
      boolean isOurs =
          element instanceof VariableElement
              && element.getEnclosingElement().toString().startsWith(ANNOTATIONS);
      return isOurs
          ? name((VariableElement) element)
          : initializer(element).map(path -> new Finder().scan(path, null)).orElse(null);
    }

    private static String name(VariableElement constant) {
      return constant.getConstantValue() instanceof Integer value
          ? StandInArithmetic.name(value).orElse(null)
          : null;
    }

    @Override
    public String reduce(String first, String second) {
      return first == null ? second : first;
    }
  }
}
