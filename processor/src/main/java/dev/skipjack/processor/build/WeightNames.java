package dev.skipjack.processor.build;

import dev.skipjack.processor.diagnostics.Diagnostics;
import dev.skipjack.processor.diagnostics.Message;
import dev.skipjack.processor.ir.GraphBuilder;
import dev.skipjack.processor.read.LayerAnnotation;
import dev.skipjack.processor.read.LayerField;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What the parameters of one field are called in weight files: after it, or as @Name says. */
final class WeightNames {
  private final LayerField field;
  private final String before;
  private final List<LayerAnnotation> named;
  private final Optional<LayerAnnotation> annotation;
  private final Diagnostics diagnostics;

  /**
   * @param before what every name of the enclosing block begins with; empty in a model
   */
  WeightNames(LayerField field, String before, Diagnostics diagnostics) {
    this.field = field;
    this.before = before;
    this.diagnostics = diagnostics;
    this.named = Vocabulary.layers(field).stream().filter(Vocabulary::takesName).toList();
    this.annotation = field.annotation("Name").filter(this::isCorrect);
  }

  private boolean isCorrect(LayerAnnotation name) {
    List<String> names = name.strings("value");
    int blank = names.stream().map(String::isBlank).toList().indexOf(true);
    if (blank >= 0) {
      diagnostics.error(Message.NAME_BLANK, name.place("value", blank));
    } else if (named.isEmpty()) {
      diagnostics.error(Message.NAME_NOTHING, name.place(), field.name());
    } else if (names.size() != named.size() && (names.isEmpty() || !isRepetition())) {
      String layers =
          named.stream().map(layer -> "@" + layer.name()).collect(Collectors.joining(", "));
      tellCount(named.size(), layers);
    } else {
      return true;
    }
    return false;
  }

  private void tellCount(int expected, String layers) {
    LayerAnnotation name = field.annotation("Name").orElseThrow();
    diagnostics.error(
        Message.NAME_COUNT,
        name.place("value"),
        field.name(),
        expected,
        layers,
        name.strings("value").size());
  }

  private boolean isRepetition() {
    return named.size() == 1 && named.get(0).name().equals("Repeat");
  }

  /** What the names of this layer's parameters begin with. */
  String of(LayerAnnotation layer) {
    int index = named.indexOf(layer);
    if (annotation.isPresent() && index >= 0 && !isListOfRepetitions()) {
      return before + annotation.get().strings("value").get(index);
    }
    String own = before + field.name();
    return Vocabulary.hasSeveralWithParameters(field) ? own + "." + Vocabulary.word(layer) : own;
  }

  private boolean isListOfRepetitions() {
    return annotation.isPresent() && isRepetition() && annotation.get().strings("value").size() > 1;
  }

  /** Gives each layer of the repetitions its name, once they are built. */
  void nameRepetitions(GraphBuilder graph, int parametersBefore) {
    if (!isListOfRepetitions() || diagnostics.any()) {
      return;
    }
    Set<String> layers = new LinkedHashSet<>();
    graph.parametersFrom(parametersBefore).forEach(p -> layers.add(layer(p.weightName())));
    List<String> names = annotation.get().strings("value");
    if (names.size() != layers.size()) {
      tellCount(layers.size(), "every layer with parameters in all repetitions");
      return;
    }
    List<String> order = List.copyOf(layers);
    graph.renameWeights(
        parametersBefore,
        name -> {
          String layer = layer(name);
          return before + names.get(order.indexOf(layer)) + name.substring(layer.length());
        });
  }

  private static String layer(String weightName) {
    return weightName.substring(0, weightName.lastIndexOf('.'));
  }
}
