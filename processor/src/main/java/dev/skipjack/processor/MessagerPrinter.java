package dev.skipjack.processor;

import dev.skipjack.processor.diagnostics.Diagnostic;
import dev.skipjack.processor.read.ElementPlace;
import java.util.HashSet;
import java.util.Set;
import javax.annotation.processing.Messager;
import javax.tools.Diagnostic.Kind;

/** Prints diagnostics where {@code javac} and the IDE show them. */
final class MessagerPrinter {
  private final Messager messager;
  private final Set<String> printed = new HashSet<>();

  MessagerPrinter(Messager messager) {
    this.messager = messager;
  }

  /** A mistake in a block that several models use is printed once. */
  void print(Diagnostic diagnostic) {
    print(Kind.ERROR, diagnostic);
  }

  void print(Kind kind, Diagnostic diagnostic) {
    ElementPlace place = (ElementPlace) diagnostic.place();
    String key = diagnostic + "@" + place.element().getEnclosingElement() + place.element();
    if (printed.add(key)) {
      messager.printMessage(
          kind, diagnostic.toString(), place.element(), place.annotation(), place.value());
    }
  }
}
