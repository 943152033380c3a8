package dev.skipjack.processor.build;

import dev.skipjack.processor.ir.Value;
import dev.skipjack.processor.read.LayerAnnotation;
import dev.skipjack.processor.read.LayerField;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** The fields of a model or of one use of a block, and which of them is being built. */
final class Scope {
  /** {@code Skip.INPUT}. */
  static final String INPUT = "input";

  private final List<LayerField> fields;

  /** Null in the model that is compiled. */
  final Use use;

  final SymbolTable symbols;
  final Traces traces;

  private final Set<String> needed;
  private final Set<String> read;
  private int current = -1;

  /** Every field of the model that is compiled, or of a block. */
  Scope(List<LayerField> fields, Value input, Use use) {
    this(fields, input, use, null);
  }

  /**
   * Those fields of a placed model that are needed for what is read of it.
   *
   * @param wanted the names that are read; null for every field
   */
  Scope(List<LayerField> fields, Value input, Use use, Set<String> wanted) {
    this.fields = fields;
    this.use = use;
    this.symbols = new SymbolTable(this, input);
    this.traces = new Traces(this, symbols);
    List<String> all = fields.stream().map(LayerField::name).toList();
    this.needed = wanted == null ? Set.copyOf(all) : Wiring.needed(fields, wanted);
    this.read = new HashSet<>();
    if (wanted == null) {
      fields.stream().filter(this::isOutput).forEach(f -> read.add(f.name()));
    } else {
      read.addAll(wanted);
    }
    IntStream.range(0, fields.size())
        .filter(i -> needed.contains(all.get(i)))
        .forEach(i -> read.addAll(Wiring.reads(fields, i)));
  }

  void enter(int index) {
    current = index;
    traces.enter();
  }

  List<LayerField> fields() {
    return fields;
  }

  /** Of the current field. */
  int index() {
    return current;
  }

  boolean isLast() {
    return current == fields.size() - 1;
  }

  LayerField field() {
    return fields.get(current);
  }

  /** Whether the current field is built at all. */
  boolean isNeeded() {
    return needed.contains(field().name());
  }

  /** Every name that is read, in this scope or of it. */
  Set<String> readNames() {
    return Set.copyOf(read);
  }

  /** Whether the fields are those of a model, not of a block. */
  boolean isModel() {
    return use == null || use.isModel();
  }

  /** Whether they are those of a model that is placed in another. */
  boolean isPlacedModel() {
    return use != null && use.isModel();
  }

  Use.Inherited inherited() {
    return use == null ? Use.Inherited.NOTHING : use.inherited();
  }

  /** What the current field's value is called. */
  String value() {
    if (use == null) {
      return field().name();
    }
    return !use.isModel() && isLast()
        ? use.output()
        : use.values() + Vocabulary.capitalize(field().name());
  }

  /** The method that the current field becomes a part of. */
  String group() {
    if (use == null) {
      return field().name();
    }
    return use.isModel() ? value() : use.values();
  }

  /** The row of reports that the current field is a part of. */
  String layer() {
    return use == null || use.isModel() ? describe() : use.layer();
  }

  /** The current field as users write it. */
  String describe() {
    return (use == null ? "" : use.layer() + ".") + field().name();
  }

  /** What the parameters' names begin with in weight files, before that of the field. */
  String weights() {
    return use == null ? "" : use.weights() + ".";
  }

  /**
   * Whether the parts of the current field are values under their own names, as outputs have them:
   * no other field needs these.
   */
  boolean namesParts() {
    return use == null
        && isOutput(field())
        && fields.stream().filter(f -> f.annotation("Pyramid").isPresent()).count() == 1
        && fields.stream().noneMatch(f -> f.name().matches("p\\d+"));
  }

  /**
   * Whether what follows the annotation normalises at once, and nobody else has its output, so that
   * a bias would be lost. The model's or block's own fields decide, needed or not: wherever it is
   * placed, it has the same parameters.
   */
  boolean isOnlyNormalized(LayerAnnotation annotation) {
    LayerField field = field();
    List<LayerAnnotation> layers = Vocabulary.layers(field);
    int next = layers.indexOf(annotation) + 1;
    if (next < layers.size()) {
      return Vocabulary.startsWithBatchNorm(layers.get(next));
    }
    if (isOutput(field) || fields.stream().anyMatch(f -> Wiring.named(f).contains(field.name()))) {
      return false;
    }
    LayerField after = fields.get(current + 1);
    return Wiring.readsPrevious(after)
        && Vocabulary.layers(after).stream()
            .findFirst()
            .filter(Vocabulary::startsWithBatchNorm)
            .isPresent();
  }

  /** The fields that are inputs of their own, if they are needed. */
  List<String> neededInputs() {
    return fields.stream()
        .filter(f -> isInput(f) && needed.contains(f.name()))
        .map(LayerField::name)
        .toList();
  }

  static boolean isInput(LayerField field) {
    return field.annotation("Input").isPresent();
  }

  /** Whether the model's caller gets what this field makes. */
  boolean isOutput(LayerField field) {
    return field.equals(fields.get(fields.size() - 1)) || field.annotation("Output").isPresent();
  }
}
