package dev.skipjack.processor;

import dev.skipjack.processor.diagnostics.Diagnostics;
import dev.skipjack.processor.diagnostics.Message;
import dev.skipjack.processor.read.ElementPlace;
import dev.skipjack.processor.read.Sources;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.lang.model.element.TypeElement;

/**
 * Who has the names of the classes that are generated: no two models or blocks, and no class of the
 * user's. Names that differ in case alone count as equal, since not every file system tells them
 * apart.
 */
final class GeneratedNames {
  private final Sources sources;
  private final Map<String, String> owners = new HashMap<>();

  GeneratedNames(Sources sources) {
    this.sources = sources;
  }

  /** Takes the names for this model or block; tells of those that are not free. */
  void take(TypeElement type, List<String> generated, Diagnostics diagnostics) {
    ElementPlace place = new ElementPlace(type, null, null);
    String own = type.getQualifiedName().toString();
    for (String name : generated) {
      Optional<String> source = sources.like(name);
      String owner = owners.putIfAbsent(name.toLowerCase(Locale.ROOT), own);
      if (source.isPresent()) {
        String existing = sources.has(name) ? "such a class" : "the class " + source.get();
        diagnostics.error(Message.GENERATED_NAME_TAKEN, place, name, existing);
      } else if (owner != null && !owner.equals(own)) {
        diagnostics.error(Message.GENERATED_NAME_TWICE, place, name, owner);
        return; // so are the others
      }
    }
  }
}
