package dev.skipjack.processor.read;

import dev.skipjack.processor.diagnostics.Diagnostics;
import dev.skipjack.processor.diagnostics.Message;
import dev.skipjack.processor.diagnostics.NearestNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Gives each field with {@code @Shared} the layers that it stands for. */
final class SharedFields {
  /** What each use says for itself. */
  private static final Set<String> OWN = Set.of("From", "Output");

  /** What weights are called is said where they are. */
  private static final Set<String> NOT_TAKEN = Set.of("From", "Output", "Name");

  private final Diagnostics diagnostics;
  private final List<LayerField> fields;
  private final Map<String, LayerField> known = new LinkedHashMap<>();

  private SharedFields(List<LayerField> fields, Diagnostics diagnostics) {
    this.fields = fields;
    this.diagnostics = diagnostics;
  }

  static List<LayerField> resolve(List<LayerField> fields, Diagnostics diagnostics) {
    return new SharedFields(fields, diagnostics).run();
  }

  private List<LayerField> run() {
    for (LayerField field : fields) {
      Optional<LayerAnnotation> shared = field.annotation("Shared");
      known.put(field.name(), shared.map(s -> resolved(field, s)).orElse(field));
    }
    return List.copyOf(known.values());
  }

  private LayerField resolved(LayerField field, LayerAnnotation shared) {
    List<LayerAnnotation> own =
        field.annotations().stream().filter(a -> OWN.contains(a.name())).toList();
    if (own.size() + 1 < field.annotations().size()) {
      String others =
          field.annotations().stream()
              .filter(a -> !OWN.contains(a.name()) && !a.equals(shared))
              .map(LayerAnnotation::text)
              .collect(Collectors.joining(" "));
      diagnostics.error(
          Message.SHARED_BESIDE, shared.place(), field.name(), shared.string("value"), others);
      return told(field);
    }
    LayerField target = known.get(shared.string("value"));
    if (target == null) {
      tellUnknown(field, shared);
      return told(field);
    }
    if (target.told()) {
      return told(field);
    }
    List<LayerAnnotation> all = new ArrayList<>(own);
    target.annotations().stream().filter(a -> !NOT_TAKEN.contains(a.name())).forEach(all::add);
    LayerField of = target.sharing().map(Sharing::of).orElse(target);
    return new LayerField(
        field.name(), all, field.told(), field.place(), Optional.of(new Sharing(shared, of)));
  }

  private void tellUnknown(LayerField field, LayerAnnotation shared) {
    String name = shared.string("value");
    if (name.equals(field.name())) {
      diagnostics.error(Message.NAME_ITSELF, shared.place("value"), name);
    } else if (fields.stream().anyMatch(f -> f.name().equals(name))) {
      diagnostics.error(Message.NAME_LATER, shared.place("value"), name, field.name(), name);
    } else {
      diagnostics.error(
          Message.NAME_UNKNOWN,
          shared.place("value"),
          name,
          NearestNames.suggestion(name, known.keySet()));
    }
  }

  private static LayerField told(LayerField field) {
    return new LayerField(field.name(), field.annotations(), true, field.place());
  }
}
