package dev.skipjack.spark.ml;

import java.io.Serializable;
import java.util.Locale;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/**
 * A function of the program: itself, or the name of its class, which is a param and saved.
 *
 * @param owner of the param
 * @param function null: the class
 */
record UserFunction<T extends Serializable>(
    Params owner, Class<T> type, Param<String> name, T function) implements Serializable {
  private static final long serialVersionUID = 1L;

  UserFunction(Params owner, Class<T> type, Param<String> name) {
    this(owner, type, name, null);
  }

  UserFunction<T> with(T newFunction) {
    return new UserFunction<>(owner, type, name, newFunction);
  }

  /**
   * Null: there is none.
   *
   * @throws IllegalArgumentException naming the class, if it is none of these, or there is none
   */
  T get() {
    if (function != null || !owner.isDefined(name)) {
      return function;
    }
    String className = owner.getOrDefault(name);
    try {
      return type.cast(CommonParams.load(className, name.name()).getConstructor().newInstance());
    } catch (ReflectiveOperationException | ClassCastException e) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s %s has to be a public class with a public constructor without arguments, and a %s",
              name.name(),
              className,
              type.getSimpleName()),
          e);
    }
  }

  /**
   * @param setter that it was given to
   * @throws IllegalStateException if it would be lost
   */
  void checkSaved(String setter) {
    if (function != null) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "%s is not saved: it was given a function to %s, without which it would train otherwise; give a class, %s(MySetup.class), whose name is saved. The trained model is saved without it",
              owner.uid(),
              setter,
              setter));
    }
  }
}
