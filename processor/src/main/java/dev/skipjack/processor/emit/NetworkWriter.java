package dev.skipjack.processor.emit;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import dev.skipjack.processor.ir.Parameter;
import dev.skipjack.processor.ir.Value;
import dev.skipjack.processor.report.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import javax.lang.model.element.Modifier;

/** Writes the entry point of a model: its factories and the list of its parameters. */
final class NetworkWriter {
  /** Keeps the methods that list parameters far below 8,000 bytes of bytecode. */
  private static final int PARAMETERS_PER_METHOD = 60;

  private static final String CHECK = "checkLayers";

  /** A class may have 65,535 constants; a parameter takes up to ten. */
  private static final int PARAMETERS_PER_CLASS = 50 * PARAMETERS_PER_METHOD;

  private final Model model;
  private final Report report;
  private final Map<Value, Long> offsets;
  private final ClassName training;
  private final ClassName inference;

  NetworkWriter(Model model, Report report, Map<Value, Long> offsets) {
    this.model = model;
    this.report = report;
    this.offsets = offsets;
    this.training = model.generated("Training");
    this.inference = model.generated("Inference");
  }

  void write(TypeSpec.Builder type) {
    type.addJavadoc("The networks of {@link $T}.\n\n", model.type());
    addTable(type);
    type.addMethod(MethodSpec.constructorBuilder().addModifiers(Modifier.PRIVATE).build());
    type.addMethod(forTraining());
    type.addMethod(forTrainingOf());
    type.addMethod(forInference());
    type.addMethod(forInferenceOf());
    addCheck(type);
    addParameters(type);
    new GraphWriter(model).write(type);
  }

  private void addTable(TypeSpec.Builder type) {
    type.addJavadoc("<p>$L.\n\n<table>\n<caption>Layers</caption>\n", report.summary());
    row(type, "th", "layer", "output", "parameters", "multiply-adds", "bytes");
    for (Report.Row row : report.rows()) {
      row(
          type,
          "td",
          row.layer(),
          row.output().describe(),
          grouped(row.parameters()),
          grouped(row.multiplyAdds()),
          grouped(row.bytes()));
    }
    type.addJavadoc("</table>\n");
  }

  private static void row(TypeSpec.Builder type, String cell, String... cells) {
    String text =
        Arrays.stream(cells)
            .map(c -> "<" + cell + ">" + c + "</" + cell + ">")
            .collect(Collectors.joining());
    type.addJavadoc("$L\n", "<tr>" + text + "</tr>");
  }

  private static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static MethodSpec.Builder factory(String name, TypeName returns) {
    return MethodSpec.methodBuilder(name)
        .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
        .returns(returns);
  }

  private MethodSpec forTraining() {
    return factory("forTraining", training)
        .addJavadoc("A network to train in FLOAT; the same seed gives the same weights.\n")
        .addParameter(long.class, "seed")
        .addStatement("return forTraining($T.FLOAT, seed)", RuntimeTypes.DATA_TYPE)
        .build();
  }

  private MethodSpec forTrainingOf() {
    return factory("forTraining", training)
        .addJavadoc("A network to train.\n\n@param type FLOAT or DOUBLE\n")
        .addJavadoc("@param seed of the initial weights and of dropout\n")
        .addParameter(RuntimeTypes.DATA_TYPE, "type")
        .addParameter(long.class, "seed")
        .addCode(check())
        .addStatement(
            "return new $T(new $T(parameters(), type).initialize(seed), seed)",
            training,
            RuntimeTypes.PARAMETER_STORE)
        .build();
  }

  private MethodSpec forInference() {
    return factory("forInference", inference)
        .addJavadoc("A network that predicts in FLOAT.\n\n@param weights a safetensors file\n")
        .addJavadoc("@throws IOException if the file cannot be read or does not fit this model\n")
        .addParameter(Path.class, "weights")
        .addException(IOException.class)
        .addStatement("return forInference($T.FLOAT, weights)", RuntimeTypes.DATA_TYPE)
        .build();
  }

  private MethodSpec forInferenceOf() {
    return factory("forInference", inference)
        .addJavadoc("A network that predicts.\n\n@param type FLOAT or DOUBLE\n")
        .addJavadoc("@param weights a safetensors file, of whatever type\n")
        .addJavadoc("@throws IOException if the file cannot be read or does not fit this model\n")
        .addParameter(RuntimeTypes.DATA_TYPE, "type")
        .addParameter(Path.class, "weights")
        .addException(IOException.class)
        .addCode(check())
        .addStatement(
            "return $T.loadInto(new $T(new $T(parameters(), type)), weights)",
            RuntimeTypes.WEIGHTS,
            inference,
            RuntimeTypes.PARAMETER_STORE)
        .build();
  }

  private CodeBlock check() {
    return model.builtFrom().isEmpty()
        ? CodeBlock.of("")
        : CodeBlock.builder().addStatement("$N()", CHECK).build();
  }

  private void addCheck(TypeSpec.Builder type) {
    if (model.builtFrom().isEmpty()) {
      return;
    }
    MethodSpec.Builder check =
        MethodSpec.methodBuilder(CHECK)
            .addModifiers(Modifier.PRIVATE, Modifier.STATIC)
            .addJavadoc("Throws if a class whose layers are in here was compiled with others.\n");
    for (Model.BuiltFrom source : model.builtFrom()) {
      check.addStatement(
          "$T.check($S, $S, $S, () -> $T.fingerprint())",
          RuntimeTypes.BUILT_FROM,
          model.type().canonicalName(),
          source.type().canonicalName(),
          source.fingerprint(),
          source.layers());
    }
    type.addMethod(check.build());
  }

  private void addParameters(TypeSpec.Builder type) {
    TypeName list = ParameterizedTypeName.get(ClassName.get(List.class), RuntimeTypes.PARAMETER);
    MethodSpec.Builder all =
        factory("parameters", list)
            .addJavadoc("Every tensor, in the order of the weight file.\n")
            .addStatement("$T list = new $T<>()", list, ArrayList.class);
    List<Parameter> parameters = model.graph().parameters();
    if (parameters.size() <= PARAMETERS_PER_CLASS) {
      addParameters(type, list, all, parameters, 0);
    } else {
      addParametersOfClasses(type, list, all, parameters);
    }
  }

  /** Inner classes list them, because a class can have only so many constants. */
  private void addParametersOfClasses(
      TypeSpec.Builder type, TypeName list, MethodSpec.Builder all, List<Parameter> parameters) {
    for (int begin = 0; begin < parameters.size(); begin += PARAMETERS_PER_CLASS) {
      int end = Math.min(parameters.size(), begin + PARAMETERS_PER_CLASS);
      String name = "ParametersFrom" + begin;
      TypeSpec.Builder part =
          TypeSpec.classBuilder(name)
              .addModifiers(Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL);
      MethodSpec.Builder add =
          MethodSpec.methodBuilder("addTo")
              .addModifiers(Modifier.STATIC)
              .addParameter(list, "list");
      addParameters(part, list, add, parameters.subList(begin, end), begin);
      type.addType(part.build());
      all.addStatement("$L.addTo(list)", name);
    }
    type.addMethod(all.addStatement("return list").build());
  }

  /** {@code all}, and the methods that it calls. */
  private void addParameters(
      TypeSpec.Builder type,
      TypeName list,
      MethodSpec.Builder all,
      List<Parameter> parameters,
      int first) {
    List<MethodSpec> parts = new ArrayList<>();
    for (int begin = 0; begin < parameters.size(); begin += PARAMETERS_PER_METHOD) {
      int end = Math.min(parameters.size(), begin + PARAMETERS_PER_METHOD);
      MethodSpec.Builder part =
          MethodSpec.methodBuilder("addParametersFrom" + (first + begin))
              .addModifiers(Modifier.PRIVATE, Modifier.STATIC)
              .addParameter(list, "list");
      parameters.subList(begin, end).forEach(p -> part.addStatement("list.add($L)", literal(p)));
      MethodSpec built = part.build();
      parts.add(built);
      all.addStatement("$N(list)", built.name());
    }
    if (first == 0 && parameters.size() == model.graph().parameters().size()) {
      all.addStatement("return list");
    }
    type.addMethod(all.build());
    parts.forEach(type::addMethod);
  }

  // new Parameter("stem.weight", ParameterRole.TRAINABLE, 0L, Initializer.normal(0.096), 24, 3, 3,
  // 3)
  private CodeBlock literal(Parameter parameter) {
    Parameter.Initializer initializer = parameter.initializer();
    String kind = initializer.kind().name().toLowerCase(Locale.ROOT);
    boolean isFilter = initializer.kind() == Parameter.Initializer.Kind.BILINEAR;
    return CodeBlock.of(
        "new $T($S, $T.$L, $LL, $T.$L($L), $L)",
        RuntimeTypes.PARAMETER,
        parameter.weightName(),
        RuntimeTypes.PARAMETER_ROLE,
        parameter.role().name(),
        offsets.get(parameter.value()),
        RuntimeTypes.INITIALIZER,
        kind,
        isFilter ? CodeBlock.of("") : CodeBlock.of("$L", initializer.amount()),
        parameter.value().type().dims().stream()
            .map(String::valueOf)
            .collect(Collectors.joining(", ")));
  }
}
