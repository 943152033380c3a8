package dev.skipjack.fuzz;

import dev.skipjack.fuzz.source.AnnotationSource;
import dev.skipjack.fuzz.source.ClassSource;
import dev.skipjack.fuzz.source.FieldSource;
import dev.skipjack.fuzz.source.ModelSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What a model or a plan can be made smaller to, the largest steps first. Not all compile. */
final class Smaller {
  private static final Pattern NUMBER = Pattern.compile("(?<![\\w.\"])(\\d+)(?![\\w.\"])");
  private static final Pattern NAMED = Pattern.compile("\"[\\w.]+\",? ?");

  private Smaller() {}

  static Stream<Plan> plans(Plan plan) {
    return Stream.of(
            plan.withBatches(1, plan.secondBatch()),
            plan.withBatches(plan.batch(), 1),
            plan.withBatches(2, plan.secondBatch()),
            plan.withBatches(plan.batch(), 2),
            plan.withThreads(1),
            plan.withThreads(2),
            plan.withSize(plan.height() / 2, plan.width()),
            plan.withSize(plan.height(), plan.width() / 2))
        .filter(p -> !p.equals(plan))
        .filter(p -> p.batch() <= plan.batch() && p.secondBatch() <= plan.secondBatch())
        .filter(p -> p.threads() <= plan.threads() && p.height() > 0 && p.width() > 0);
  }

  static Stream<ModelSource> sources(ModelSource source) {
    List<ModelSource> found = new ArrayList<>();
    List<ClassSource> classes = source.classes();
    for (int i = 0; i < classes.size(); i++) {
      if (i < classes.size() - 1) {
        found.add(new ModelSource(without(classes, i)));
      }
      for (ClassSource smaller : classes(classes.get(i))) {
        found.add(new ModelSource(with(classes, i, smaller)));
      }
    }
    return found.stream();
  }

  /** Fields are taken away from the front and from the back, then parts of each. */
  private static List<ClassSource> classes(ClassSource source) {
    List<ClassSource> found = new ArrayList<>();
    List<FieldSource> fields = source.fields();
    for (int i = 0; i < fields.size(); i++) {
      String name = fields.get(i).name();
      String before = i == 0 ? "input" : fields.get(i - 1).name();
      List<FieldSource> others = without(fields, i);
      found.add(source.withFields(others));
      found.add(source.withFields(renamed(others, "\"" + name + "\"", "\"" + before + "\"")));
      found.add(source.withFields(fieldsOutput(others)));
    }
    for (int i = 0; i < fields.size(); i++) {
      for (FieldSource field : fields(fields.get(i))) {
        found.add(source.withFields(with(fields, i, field)));
      }
    }
    for (int i = 0; i < source.annotations().size(); i++) {
      AnnotationSource annotation = source.annotations().get(i);
      boolean isNeeded = annotation.name().equals("Model") || annotation.name().equals("Block");
      if (!isNeeded) {
        found.add(source.withAnnotations(without(source.annotations(), i)));
      }
      for (AnnotationSource smaller : numbers(annotation)) {
        found.add(source.withAnnotations(with(source.annotations(), i, smaller)));
      }
    }
    return found;
  }

  /** All of them outputs, so that none is unused. */
  private static List<FieldSource> fieldsOutput(List<FieldSource> fields) {
    return fields.stream()
        .map(
            f ->
                f.has("Output")
                    ? f
                    : new FieldSource(
                        f.name(),
                        Stream.concat(
                                f.annotations().stream(), Stream.of(AnnotationSource.of("Output")))
                            .toList()))
        .toList();
  }

  private static List<FieldSource> renamed(List<FieldSource> fields, String from, String to) {
    return fields.stream()
        .map(
            field ->
                new FieldSource(
                    field.name(),
                    field.annotations().stream()
                        .map(a -> mapped(a, value -> value.replace(from, to)))
                        .toList()))
        .toList();
  }

  private static AnnotationSource mapped(AnnotationSource a, Function<String, String> change) {
    AnnotationSource changed = AnnotationSource.of(a.name());
    for (Map.Entry<String, String> attribute : a.attributes().entrySet()) {
      changed = changed.with(attribute.getKey(), change.apply(attribute.getValue()));
    }
    return changed;
  }

  private static List<FieldSource> fields(FieldSource field) {
    List<FieldSource> found = new ArrayList<>();
    for (int i = 0; i < field.annotations().size(); i++) {
      found.add(new FieldSource(field.name(), without(field.annotations(), i)));
    }
    for (int i = 0; i < field.annotations().size(); i++) {
      AnnotationSource annotation = field.annotations().get(i);
      List<AnnotationSource> smaller = new ArrayList<>();
      annotation.attributes().keySet().forEach(name -> smaller.add(annotation.without(name)));
      smaller.addAll(numbers(annotation));
      smaller.addAll(names(annotation));
      for (AnnotationSource each : smaller) {
        found.add(new FieldSource(field.name(), with(field.annotations(), i, each)));
      }
    }
    return found;
  }

  /** One of the numbers 1, halved, or one less. */
  private static List<AnnotationSource> numbers(AnnotationSource annotation) {
    List<AnnotationSource> found = new ArrayList<>();
    annotation
        .attributes()
        .forEach(
            (name, value) -> {
              Matcher matcher = NUMBER.matcher(value);
              while (matcher.find()) {
                int number = Integer.parseInt(matcher.group(1));
                for (int smaller : new int[] {1, number / 2, number - 1}) {
                  if (smaller > 0 && smaller < number) {
                    String text =
                        value.substring(0, matcher.start())
                            + smaller
                            + value.substring(matcher.end());
                    found.add(annotation.with(name, text));
                  }
                }
              }
            });
    return found;
  }

  /** One of several names less. */
  private static List<AnnotationSource> names(AnnotationSource annotation) {
    List<AnnotationSource> found = new ArrayList<>();
    annotation
        .attributes()
        .forEach(
            (name, value) -> {
              Matcher matcher = NAMED.matcher(value);
              while (value.startsWith("{") && matcher.find()) {
                String text = value.substring(0, matcher.start()) + value.substring(matcher.end());
                found.add(annotation.with(name, text.replace(", }", "}")));
              }
            });
    return found;
  }

  private static <T> List<T> without(List<T> list, int index) {
    return IntStream.range(0, list.size()).filter(i -> i != index).mapToObj(list::get).toList();
  }

  private static <T> List<T> with(List<T> list, int index, T replacement) {
    return IntStream.range(0, list.size())
        .mapToObj(i -> i == index ? replacement : list.get(i))
        .toList();
  }
}
