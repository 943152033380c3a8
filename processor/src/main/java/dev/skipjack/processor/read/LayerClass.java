package dev.skipjack.processor.read;

import java.util.List;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;

/**
 * A class with layers, inherited ones aside.
 *
 * @param fields all of its fields; layers are in the order they were written
 * @param layers the names of its layers in that order
 * @param fingerprint of its layers and what they say, the same from source and from its class file
 */
public record LayerClass(
    TypeElement type, List<VariableElement> fields, List<String> layers, String fingerprint) {
  public LayerClass {
    fields = List.copyOf(fields);
    layers = List.copyOf(layers);
  }
}
