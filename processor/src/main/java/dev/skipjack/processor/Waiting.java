package dev.skipjack.processor;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.ModuleElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.Elements;

/**
 * Classes that name what the compiler does not know yet: another processor may write it, so they
 * come again in the next round. Only names are kept, since each round has elements of its own.
 */
final class Waiting {
  private record Name(String module, String type) {}

  private final Set<Name> names = new LinkedHashSet<>();

  void add(TypeElement type, Elements elements) {
    ModuleElement module = elements.getModuleOf(type);
    names.add(
        new Name(
            module == null ? "" : module.getQualifiedName().toString(),
            type.getQualifiedName().toString()));
  }

  /** Those that waited, as they are in this round; none is waiting then. */
  List<TypeElement> take(Elements elements) {
    List<TypeElement> types = new ArrayList<>();
    for (Name name : names) {
      ModuleElement module = elements.getModuleElement(name.module());
      types.add(
          module == null
              ? elements.getTypeElement(name.type())
              : elements.getTypeElement(module, name.type()));
    }
    names.clear();
    return types;
  }
}
