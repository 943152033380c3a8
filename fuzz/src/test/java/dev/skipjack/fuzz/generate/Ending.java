package dev.skipjack.fuzz.generate;

import dev.skipjack.fuzz.source.AnnotationSource;
import java.util.ArrayList;
import java.util.List;

/** How a model ends, and what is said about its layers once all are there. */
final class Ending {
  private final Draft draft;

  Ending(Draft draft) {
    this.draft = draft;
  }

  /** Features, or a map; what can be trained is in it. */
  void head() {
    if (draft.previous() == null) {
      ending(draft.from(draft.startingPoint()));
      return;
    }
    ending(new FieldBuilder(draft.nextName(), draft.previous()));
  }

  private void ending(FieldBuilder field) {
    Effort unlimited = new Effort(Long.MAX_VALUE / 4, Long.MAX_VALUE / 4);
    Layers last = new Layers(draft.choices, unlimited, draft.isAnySize);
    if (field.shape().isMap() && draft.choices.chance(0.3)) {
      int out = draft.choices.between(1, 5);
      field.layer(
          AnnotationSource.of("Conv").with("out", out).with("kernel", 1),
          field.shape().withChannels(out));
      draft.close(field);
      return;
    }
    if (field.shape().isMap() && draft.choices.chance(0.12)) {
      last.write(field, "Sequence");
    }
    if (field.shape().isMap()) {
      last.write(
          field,
          draft.choices.of(
              "GlobalAvgPool",
              "GlobalAvgPool",
              "GlobalMaxPool",
              "GlobalAvgMaxPool",
              "AdaptiveAvgPool",
              "Dropout"));
      if (field.shape().height() != 1 && !last.write(field, "Flatten")) {
        last.write(field, "GlobalAvgPool");
      }
    }
    last.write(field, "Linear");
    draft.close(field);
  }

  /** Names, schemes and what stays as it is; the last layer is trained. */
  void policies() {
    for (int i = 0; i < draft.fields.size(); i++) {
      FieldBuilder field = draft.fields.get(i);
      if (i < draft.fields.size() - 1 && field.hasParameters() && draft.choices.chance(0.12)) {
        field.policy(AnnotationSource.of("Freeze"), draft.choices.chance(0.5));
      }
      if (field.hasWeights() && field.isFree("Init") && draft.choices.chance(0.1)) {
        field.policy(scheme(field), draft.choices.chance(0.5));
      }
      if (field.hasParameters() && draft.choices.chance(0.1)) {
        List<String> names = new ArrayList<>();
        for (int n = 0; n < field.namesTaken(); n++) {
          names.add("\"named" + i + "_" + n + "\"");
        }
        String value = "{" + String.join(", ", names) + "}";
        field.policy(AnnotationSource.of("Name").with("value", value), false);
      }
    }
  }

  private AnnotationSource scheme(FieldBuilder field) {
    AnnotationSource init = AnnotationSource.of("Init");
    String scheme = draft.choices.of("HE_FAN_OUT", "HE_FAN_IN", "XAVIER", "NORMAL", "ZERO");
    AnnotationSource chosen = init.with("value", "Init.Scheme." + scheme);
    return scheme.equals("NORMAL") && draft.choices.chance(0.5)
        ? chosen.with("standardDeviation", 0.1)
        : chosen;
  }

  /** What nobody reads is an output, and the last field if it is a map. */
  void outputs() {
    for (FieldBuilder field : draft.fields) {
      boolean isUnread =
          draft.unread.stream()
              .anyMatch(n -> n.equals(field.name) || n.startsWith(field.name + ".p"));
      boolean isLast = field == draft.fields.get(draft.fields.size() - 1);
      boolean isWanted = isLast ? field.shape().isMap() : isUnread || draft.choices.chance(0.06);
      if (isWanted && field.isFree("Input")) {
        field.policy(AnnotationSource.of("Output"), false);
      }
    }
  }

  /** The annotations of the class. */
  List<AnnotationSource> onClass() {
    List<AnnotationSource> annotations = new ArrayList<>();
    annotations.add(draft.model(draft.input));
    long withUnits =
        draft.fields.stream()
            .filter(f -> f.isFree("Freeze"))
            .filter(f -> !f.isFree("Skip") || !f.isFree("Residual"))
            .count();
    if (withUnits > 0 && draft.choices.chance(0.15)) {
      AnnotationSource depth = AnnotationSource.of("StochasticDepth");
      depth =
          draft.choices.chance(0.5)
              ? depth
              : depth.with("lastSurvival", draft.choices.of("0.8", "0.2", "1"));
      boolean keepsFirst = withUnits > 1 && draft.choices.chance(0.5);
      depth = keepsFirst ? depth.with("keepFirst", true) : depth;
      depth = !keepsFirst && draft.choices.chance(0.3) ? depth.with("countAll", true) : depth;
      annotations.add(
          draft.choices.chance(0.5) ? depth : depth.with("mode", "StochasticDepth.Mode.BATCH"));
    }
    if (draft.choices.chance(0.05)) {
      annotations.add(AnnotationSource.of("Budget").with("maxParameters", "1_000_000_000L"));
    }
    return annotations;
  }
}
