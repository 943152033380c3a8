package dev.skipjack.processor.read;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.SimpleAnnotationValueVisitor14;

/**
 * What the compiler does not know, or not yet: another processor may still write the class that is
 * named, or the one with the constant.
 */
final class Unresolved {
  /** What an unknown constant reads as in every compiler, and an unknown class in javac. */
  private static final String ERROR = "<error>";

  private Unresolved() {}

  /** Names of the classes, and of attributes whose value is not known. */
  static Set<String> in(AnnotationMirror mirror) {
    Set<String> found = new LinkedHashSet<>();
    mirror
        .getElementValues()
        .forEach((attribute, value) -> value.accept(new Finder(mirror, found), attribute));
    for (ExecutableElement attribute :
        ElementFilter.methodsIn(mirror.getAnnotationType().asElement().getEnclosedElements())) {
      if (attribute.getDefaultValue() == null
          && !mirror.getElementValues().containsKey(attribute)) {
        found.add(name(mirror, attribute));
      }
    }
    return found;
  }

  /** Whether it is a class that is not there. */
  static boolean is(TypeMirror type) {
    if (type.getKind() == TypeKind.DECLARED) {
      // javac looks for a class that a class file names when one asks what kind it is.
      TypeElement element = (TypeElement) ((DeclaredType) type).asElement();
      element.getKind();
      return element.asType().getKind() == TypeKind.ERROR;
    }
    return type.getKind() == TypeKind.ERROR;
  }

  /** The name of the superclass if it is not there. */
  static Optional<String> superclass(TypeElement type) {
    try {
      return Optional.of(type.getSuperclass()).filter(Unresolved::is).map(Object::toString);
    } catch (RuntimeException e) {
      // So Eclipse's compiler tells it of a class file.
      return Optional.of("the superclass of " + type.getSimpleName());
    }
  }

  private static String name(AnnotationMirror mirror, ExecutableElement attribute) {
    return attribute.getSimpleName() + " of @" + AnnotationReader.simpleName(mirror);
  }

  private static final class Finder
      extends SimpleAnnotationValueVisitor14<Void, ExecutableElement> {
    private final AnnotationMirror mirror;
    private final Set<String> found;

    Finder(AnnotationMirror mirror, Set<String> found) {
      this.mirror = mirror;
      this.found = found;
    }

    @Override
    public Void visitString(String value, ExecutableElement attribute) {
      boolean isText = attribute.getReturnType().toString().startsWith("java.lang.String");
      if (!isText || value.equals(ERROR)) {
        found.add(name(mirror, attribute));
      }
      return null;
    }

    @Override
    public Void visitType(TypeMirror type, ExecutableElement attribute) {
      if (is(type)) {
        found.add(type.toString());
      }
      return null;
    }

    @Override
    public Void visitAnnotation(AnnotationMirror inner, ExecutableElement attribute) {
      if (AnnotationReader.isOurs(inner)) {
        found.addAll(in(inner));
      } else {
        found.add("@" + AnnotationReader.simpleName(inner));
      }
      return null;
    }

    @Override
    public Void visitArray(List<? extends AnnotationValue> values, ExecutableElement attribute) {
      values.forEach(value -> value.accept(this, attribute));
      return null;
    }
  }
}
