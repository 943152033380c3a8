package dev.skipjack.processor.emit;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.JavaFile;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeSpec;
import dev.skipjack.processor.grad.TrainingGraph;
import dev.skipjack.processor.ir.ImageSizes;
import dev.skipjack.processor.ir.Normalization;
import dev.skipjack.processor.ir.Operand;
import dev.skipjack.processor.ir.Parameter;
import dev.skipjack.processor.ir.TensorType;
import dev.skipjack.processor.ir.Value;
import dev.skipjack.processor.memory.MemoryPlan;
import dev.skipjack.processor.report.Report;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.lang.model.element.Modifier;

/** Writes the classes of a model: its entry point, how it trains and predicts, and its outputs. */
public final class ModelWriter {
  private final Model model;
  private final Report report;
  private final Map<Value, Long> offsets;

  public ModelWriter(Model model, Report report) {
    this.model = model;
    this.report = report;
    this.offsets = offsets(model.graph().parameters());
  }

  /** Trainable parameters come first, frozen ones after; running statistics count from zero. */
  static Map<Value, Long> offsets(List<Parameter> parameters) {
    Map<Value, Long> offsets = new HashMap<>();
    long learned = 0;
    for (Parameter.Role role : Parameter.Role.values()) {
      long next = role == Parameter.Role.RUNNING ? 0 : learned;
      for (Parameter parameter : parameters) {
        if (parameter.role() == role) {
          offsets.put(parameter.value(), next);
          next += parameter.elements();
        }
      }
      learned = next;
    }
    return offsets;
  }

  public JavaFile network() {
    TypeSpec.Builder type = classBuilder("Network");
    new NetworkWriter(model, report, offsets).write(type);
    return file(type);
  }

  // final class FooTraining extends TrainingNetwork
  public JavaFile training(TrainingGraph graph, MemoryPlan plan) {
    TypeSpec.Builder type = classBuilder("Training").superclass(RuntimeTypes.TRAINING_NETWORK);
    type.addJavadoc("Trains {@link $T}.\n\n", model.type());
    addGraphs(type, graph, plan);
    InputsWriter inputs = new InputsWriter(model);
    MemberNames names = new MemberNames(graph);
    OutputsWriter outputs = new OutputsWriter(model, graph, names, inputs);
    StepWriter step = new StepWriter(type, graph, plan, offsets, names);
    MethodSpec.Builder constructor =
        constructor()
            .addParameter(long.class, "seed")
            .addStatement("super(DESCRIPTION, store, seed)");
    constructor.addCode(step.write(graph.forward().inputs(), outputs.buffers()));
    type.addMethod(constructor.build());
    addDescription(type, plan, inputs);
    inputs.addAccessors(type, names);
    outputs.addAccessors(type);
    type.addMethod(GraphWriter.delegate(model));
    inputs.addRun(type, "forward");
    outputs.addTrainingMethods(type);
    graph.forward().nodes().stream()
        .filter(node -> node.op() instanceof Normalization.RunningStatistics)
        .filter(node -> hasOneValue(node.value(Operand.INPUT).type()))
        .findFirst()
        .ifPresent(node -> addOnePixelNorm(type, node.origin().layer()));
    ClassName inference = model.generated("Inference");
    type.addMethod(
        MethodSpec.methodBuilder("inference")
            .addAnnotation(Override.class)
            .addModifiers(Modifier.PUBLIC)
            .returns(inference)
            .addStatement("return new $T(shareStore())", inference)
            .build());
    return file(type);
  }

  /** Of each channel in an image: features, too. */
  private static boolean hasOneValue(TensorType type) {
    return !type.isMap() || type.isOnePixel();
  }

  private static void addOnePixelNorm(TypeSpec.Builder type, String layer) {
    type.addMethod(
        StepWriter.override("onePixelNorm")
            .returns(String.class)
            .addStatement("return $S", layer)
            .build());
  }

  // final class FooInference extends InferenceNetwork
  public JavaFile inference(TrainingGraph graph, MemoryPlan plan) {
    TypeSpec.Builder type = classBuilder("Inference").superclass(RuntimeTypes.INFERENCE_NETWORK);
    type.addJavadoc("Predicts with {@link $T}.\n\n", model.type());
    addGraphs(type, graph, plan);
    InputsWriter inputs = new InputsWriter(model);
    MemberNames names = new MemberNames(graph);
    OutputsWriter outputs = new OutputsWriter(model, graph, names, inputs);
    StepWriter step = new StepWriter(type, graph, plan, offsets, names);
    MethodSpec.Builder constructor = constructor().addStatement("super(DESCRIPTION, store)");
    constructor.addCode(step.write(graph.forward().inputs(), outputs.buffers()));
    type.addMethod(constructor.build());
    addDescription(type, plan, inputs);
    inputs.addAccessors(type, names);
    outputs.addAccessors(type);
    type.addMethod(GraphWriter.delegate(model));
    inputs.addRun(type, "predict");
    outputs.addInferenceMethods(type);
    ClassName self = model.generated("Inference");
    type.addMethod(
        MethodSpec.methodBuilder("fork")
            .addAnnotation(Override.class)
            .addModifiers(Modifier.PUBLIC)
            .returns(self)
            .addStatement("return new $T(shareStore())", self)
            .build());
    return file(type);
  }

  // record FooOutputs(INDArray p2, INDArray p3)
  public Optional<JavaFile> outputs() {
    if (!model.hasSeveralOutputs()) {
      return Optional.empty();
    }
    TypeSpec.Builder type = TypeSpec.recordBuilder(model.outputsRecord());
    OutputsWriter.writeRecord(model, type);
    return Optional.of(file(annotate(type)));
  }

  private static MethodSpec.Builder constructor() {
    return MethodSpec.constructorBuilder().addParameter(RuntimeTypes.PARAMETER_STORE, "store");
  }

  private void addDescription(TypeSpec.Builder type, MemoryPlan plan, InputsWriter inputs) {
    TensorType input = model.input();
    CodeBlock description =
        report
            .sizes()
            .map(
                sizes ->
                    CodeBlock.of(
                        "new $T($S, $S, $L, new $T($L, $L), $L, $LL)",
                        RuntimeTypes.DESCRIPTION,
                        model.type().simpleName(),
                        model.architecture(),
                        input.channels(),
                        RuntimeTypes.IMAGE_SIZES,
                        sizes.multiple(),
                        sizes.minimum(),
                        model.output().channels(),
                        plan.fixedElements()))
            .orElseGet(
                () ->
                    CodeBlock.of(
                        "new $T($S, $S, $L, $L, $L, $L, $LL, $LL)",
                        RuntimeTypes.DESCRIPTION,
                        model.type().simpleName(),
                        model.architecture(),
                        input.channels(),
                        input.height(),
                        input.width(),
                        model.output().channels(),
                        plan.elementsPerImage(),
                        plan.fixedElements()));
    type.addField(
        FieldSpec.builder(
                RuntimeTypes.DESCRIPTION,
                "DESCRIPTION",
                Modifier.PRIVATE,
                Modifier.STATIC,
                Modifier.FINAL)
            .initializer("$L$L", description, inputs.shapes())
            .build());
  }

  static void addAccessor(TypeSpec.Builder type, String name, String field) {
    type.addMethod(
        StepWriter.override(name)
            .returns(RuntimeTypes.TENSOR)
            .addStatement("return $N", field)
            .build());
  }

  private void addGraphs(TypeSpec.Builder type, TrainingGraph graph, MemoryPlan plan) {
    report.sizes().ifPresent(sizes -> type.addJavadoc("<p>$L.\n", sizesLine(sizes)));
    type.addJavadoc("<p>$L\n", memoryLine(plan));
    type.addJavadoc("\n<pre>{@code\n$L", graph.forward().listing());
    if (graph.hasBackward()) {
      type.addJavadoc("\n$L", graph.backward().listing());
    }
    type.addJavadoc("}</pre>\n");
  }

  static String sizesLine(ImageSizes sizes) {
    return "Images of " + sizes.describe();
  }

  /** Buffers: 3,456 bytes per image ... in float. */
  private static String memoryLine(MemoryPlan plan) {
    return String.format(
        Locale.ROOT,
        "Buffers: %,d bytes per image (%,d without sharing) and %,d bytes for the batch, in float.",
        4 * plan.elementsPerImage(),
        4 * plan.elementsPerImageUnshared(),
        4 * plan.fixedElements());
  }

  private TypeSpec.Builder classBuilder(String suffix) {
    return annotate(TypeSpec.classBuilder(model.generated(suffix)).addModifiers(Modifier.FINAL));
  }

  private TypeSpec.Builder annotate(TypeSpec.Builder type) {
    type.addOriginatingElement(model.element());
    if (model.hasGenerated()) {
      type.addAnnotation(Model.generated());
    }
    return model.isPublic() ? type.addModifiers(Modifier.PUBLIC) : type;
  }

  private JavaFile file(TypeSpec.Builder type) {
    return JavaFile.builder(model.type().packageName(), type.build())
        .addFileComment("Generated from $L; do not edit.", model.type().canonicalName())
        .indent("  ")
        .skipJavaLangImports(!model.hidesJavaLang())
        .build();
  }
}
