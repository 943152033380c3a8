package dev.skipjack.processor.read;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.SimpleAnnotationValueVisitor14;

/**
 * A short text that changes with the layers of a class. It reads what the user gave, not the
 * defaults, so that a new attribute of an annotation changes nothing.
 */
final class Fingerprint {
  private static final int BYTES = 8;

  private Fingerprint() {}

  /**
   * @param layers the fields in their order
   */
  static String of(TypeElement type, List<VariableElement> layers) {
    String text =
        "extends "
            + superclass(type)
            + layers.stream().map(Fingerprint::line).collect(Collectors.joining());
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  private static String superclass(TypeElement type) {
    return type.getSuperclass() instanceof DeclaredType declared
        ? ((TypeElement) declared.asElement()).getQualifiedName().toString()
        : "";
  }

  private static String line(VariableElement layer) {
    return layer.getAnnotationMirrors().stream()
        .filter(AnnotationReader::isOurs)
        .map(Fingerprint::text)
        .collect(Collectors.joining(" ", "\n" + layer.getSimpleName() + " ", ""));
  }

  private static String text(AnnotationMirror mirror) {
    return mirror.getElementValues().entrySet().stream()
        .map(e -> e.getKey().getSimpleName() + "=" + e.getValue().accept(new Text(), null))
        .sorted()
        .collect(Collectors.joining(",", "@" + AnnotationReader.simpleName(mirror) + "(", ")"));
  }

  private static final class Text extends SimpleAnnotationValueVisitor14<String, Void> {
    @Override
    protected String defaultAction(Object value, Void unused) {
      return value.toString();
    }

    @Override
    public String visitString(String value, Void unused) {
      return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    @Override
    public String visitEnumConstant(VariableElement constant, Void unused) {
      return constant.getSimpleName().toString();
    }

    @Override
    public String visitType(TypeMirror type, Void unused) {
      return type instanceof DeclaredType declared
          ? ((TypeElement) declared.asElement()).getQualifiedName().toString()
          : type.toString();
    }

    @Override
    public String visitAnnotation(AnnotationMirror mirror, Void unused) {
      return text(mirror);
    }

    @Override
    public String visitArray(List<? extends AnnotationValue> values, Void unused) {
      return values.stream()
          .map(v -> v.accept(this, null))
          .collect(Collectors.joining(",", "{", "}"));
    }
  }
}
