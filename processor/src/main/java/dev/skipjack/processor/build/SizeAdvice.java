package dev.skipjack.processor.build;

import dev.skipjack.processor.ir.TensorType;
import dev.skipjack.processor.shape.ShapeRules;
import java.util.Locale;

/** How two values of different sizes could come together: what is said behind such a mistake. */
final class SizeAdvice {
  private final Step step;

  SizeAdvice(Step step) {
    this.step = step;
  }

  /**
   * @param name of the value that is named
   * @param onto name of the current value
   */
  String of(String name, TensorType named, String onto, TensorType current) {
    if (named.isSequence() && current.isSequence()) {
      return "give both as many tokens of as many features";
    }
    if (named.isSequence() || current.isSequence()) {
      return "one is a sequence of tokens: @SelectToken makes features of it";
    }
    if (!named.isMap() && !current.isMap()) {
      return "give both the same number of features";
    }
    if (!named.isMap() || !current.isMap()) {
      return isPixel(named) || isPixel(current)
          ? "one is a map of one pixel: @Flatten makes features of it"
          : "one is a map: @Flatten or @GlobalAvgPool makes features of it";
    }
    // What the current field has come to has no name that another could read.
    boolean canRead = !onto.equals(step.scope.field().name());
    String before = " before @" + step.annotation.name();
    if (enlarges(current, named)) {
      String advice = "put " + like("Upsample", name) + before;
      return canRead && cuts(named, current)
          ? advice + ", or cut '" + name + "' in a field of its own: " + field(name, "Crop", onto)
          : advice;
    }
    if (cuts(current, named)) {
      String advice = "put " + like("Crop", name) + before;
      return canRead && enlarges(named, current)
          ? advice
              + ", or enlarge '"
              + name
              + "' in a field of its own: "
              + field(name, "Upsample", onto)
          : advice;
    }
    return "bring both to one height and width first, with @Pad, @Crop or @Upsample";
  }

  private static boolean isPixel(TensorType x) {
    return x.isMap() && x.isFixed() && x.height() * x.width() == 1;
  }

  private static boolean enlarges(TensorType x, TensorType like) {
    return !ShapeRules.upsample(x, like).isError();
  }

  private static boolean cuts(TensorType x, TensorType like) {
    return ShapeRules.growAlike(x, like)
        && x.height() >= like.height()
        && x.width() >= like.width();
  }

  private static String field(String from, String layer, String like) {
    return "@From(\"" + from + "\") " + like(layer, like);
  }

  private static String like(String layer, String name) {
    return String.format(Locale.ROOT, "@%s(like = \"%s\")", layer, name);
  }
}
