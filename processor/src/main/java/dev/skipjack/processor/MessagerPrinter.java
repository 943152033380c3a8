package dev.skipjack.processor;

import dev.skipjack.processor.diagnostics.Diagnostic;
import dev.skipjack.processor.read.ElementPlace;
import dev.skipjack.processor.read.Sources;
import java.util.HashSet;
import java.util.Set;
import javax.annotation.processing.Messager;
import javax.tools.Diagnostic.Kind;

/** Prints diagnostics where {@code javac} and the IDE show them. */
final class MessagerPrinter {
  private final Messager messager;
  private final Sources sources;
  private final Set<String> printed = new HashSet<>();

  /**
   * @param sources only there anything can be shown
   */
  MessagerPrinter(Messager messager, Sources sources) {
    this.messager = messager;
    this.sources = sources;
  }

  /** A mistake in a block that several models use is printed once. */
  void print(Diagnostic diagnostic) {
    print(Kind.ERROR, diagnostic);
  }

  void print(Kind kind, Diagnostic diagnostic) {
    ElementPlace place = (ElementPlace) diagnostic.place();
    if (sources.has(place.element())) {
      print(kind, place, diagnostic.text() + diagnostic.fix(), diagnostic.toString());
      return;
    }
    // In a class file: told to the one who placed it.
    ElementPlace placed =
        diagnostic.placedBy().stream()
            .map(placement -> (ElementPlace) placement.place())
            .filter(outer -> sources.has(outer.element()))
            .findFirst()
            .orElse(place);
    print(kind, placed, diagnostic.text() + diagnostic.fix(), diagnostic.printElsewhere());
  }

  private void print(Kind kind, ElementPlace place, String mistake, String text) {
    String key = mistake + "@" + place.element().getEnclosingElement() + place.element();
    if (printed.add(key)) {
      messager.printMessage(kind, text, place.element(), place.annotation(), place.value());
    }
  }
}
