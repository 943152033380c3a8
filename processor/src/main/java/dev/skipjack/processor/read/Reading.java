package dev.skipjack.processor.read;

import dev.skipjack.processor.diagnostics.Diagnostics;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;

/** What is common to a model that is read and to all models that it places. */
final class Reading {
  /** Of the model that is compiled: what no other compilation tells goes here. */
  final Diagnostics diagnostics;

  /** The classes that are being read, each placed by the one before. */
  final Deque<TypeElement> path = new ArrayDeque<>();

  /** What the compiler does not know, with the class or field that names it. */
  final Map<String, Element> unresolved = new LinkedHashMap<>();

  /** Every class whose layers were read; empty if their order is not known, which is told. */
  final Map<TypeElement, Optional<LayerClass>> layerClasses = new LinkedHashMap<>();

  /** Where the model that is compiled places what is being read; null at its own layers. */
  ElementPlace use;

  Reading(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
  }
}
