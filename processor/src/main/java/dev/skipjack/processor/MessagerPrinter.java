package dev.skipjack.processor;

import dev.skipjack.processor.diagnostics.Diagnostic;
import dev.skipjack.processor.diagnostics.Place;
import dev.skipjack.processor.diagnostics.Told;
import dev.skipjack.processor.read.ElementPlace;
import dev.skipjack.processor.read.Sources;
import java.util.HashSet;
import java.util.Set;
import javax.annotation.processing.Messager;
import javax.lang.model.element.Element;
import javax.tools.Diagnostic.Kind;

/**
 * Prints diagnostics where {@code javac} and the IDE show them, and into a file if one is wanted.
 */
final class MessagerPrinter {
  private final Messager messager;
  private final Sources sources;
  private final DiagnosticsFile file;
  private final Set<String> printed = new HashSet<>();

  /**
   * @param sources only there anything can be shown
   */
  MessagerPrinter(Messager messager, Sources sources, DiagnosticsFile file) {
    this.messager = messager;
    this.sources = sources;
    this.file = file;
  }

  /**
   * A mistake in a block that several models use is printed once.
   *
   * @param otherwise the class that is compiled, for layers that it inherits from a class file
   */
  void print(Diagnostic diagnostic, Element otherwise) {
    print(Kind.ERROR, diagnostic, otherwise);
  }

  void print(Kind kind, Diagnostic diagnostic, Element otherwise) {
    ElementPlace place = (ElementPlace) diagnostic.place();
    if (sources.has(place.element())) {
      print(kind, place, diagnostic, diagnostic.toString());
      return;
    }
    // In a class file: told to the one who placed it.
    ElementPlace placed =
        diagnostic.placedBy().stream()
            .map(placement -> (ElementPlace) placement.place())
            .filter(outer -> sources.has(outer.element()))
            .findFirst()
            .orElse(new ElementPlace(otherwise, null, null));
    print(kind, placed, diagnostic, diagnostic.printElsewhere());
  }

  /**
   * Says something at a place, or if that has no source at {@code otherwise}.
   *
   * @param otherwise the class that is compiled
   */
  void note(ElementPlace place, String text, Element otherwise) {
    Element element = sources.has(place.element()) ? place.element() : otherwise;
    messager.printMessage(Kind.NOTE, text, element);
  }

  private void print(Kind kind, ElementPlace place, Diagnostic diagnostic, String text) {
    String mistake = diagnostic.text() + diagnostic.fix();
    String key = mistake + "@" + place.element().getEnclosingElement() + place.element();
    if (printed.add(key)) {
      messager.printMessage(kind, text, place.element(), place.annotation(), place.value());
      file.add(
          new Told(
              kind == Kind.ERROR,
              diagnostic,
              text,
              subject(diagnostic.place()),
              sources.location(place),
              diagnostic.placedBy().stream().map(p -> subject(p.place())).toList()));
    }
  }

  private static Told.Subject subject(Place place) {
    Element element = ((ElementPlace) place).element();
    return element.getKind().isField()
        ? new Told.Subject(
            element.getEnclosingElement().toString(), element.getSimpleName().toString())
        : new Told.Subject(element.toString(), "");
  }
}
