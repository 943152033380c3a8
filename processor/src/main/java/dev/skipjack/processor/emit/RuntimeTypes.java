package dev.skipjack.processor.emit;

import com.palantir.javapoet.ClassName;

/** The names of the runtime that generated code mentions. The processor does not depend on it. */
final class RuntimeTypes {
  private static final String RUNTIME = "dev.skipjack.runtime";
  private static final String MEMORY = "dev.skipjack.runtime.memory";
  private static final String PARAMETERS = "dev.skipjack.runtime.parameters";
  private static final String KERNEL = "dev.skipjack.runtime.kernel";

  static final ClassName ARENA = ClassName.get(MEMORY, "Arena");
  static final ClassName BUFFER_LAYOUT = ClassName.get(MEMORY, "BufferLayout");
  static final ClassName BUILT_FROM = ClassName.get(RUNTIME, "BuiltFrom");
  static final ClassName IMAGE_SIZES = ClassName.get(RUNTIME, "ImageSizes");
  static final ClassName INPUT_SHAPE = ClassName.get(RUNTIME, "InputShape");
  static final ClassName NETWORK = ClassName.get(RUNTIME, "Network");
  static final ClassName DESCRIPTION = NETWORK.nestedClass("Description");
  static final ClassName TRAINING_NETWORK = ClassName.get(RUNTIME, "TrainingNetwork");
  static final ClassName INFERENCE_NETWORK = ClassName.get(RUNTIME, "InferenceNetwork");
  static final ClassName PARAMETER = ClassName.get(PARAMETERS, "Parameter");
  static final ClassName PARAMETER_ROLE = ClassName.get(PARAMETERS, "ParameterRole");
  static final ClassName PARAMETER_STORE = ClassName.get(PARAMETERS, "ParameterStore");
  static final ClassName INITIALIZER = ClassName.get(PARAMETERS, "Initializer");
  static final ClassName KERNELS = ClassName.get(KERNEL, "Kernels");
  static final ClassName OPERANDS = ClassName.get(KERNEL, "Operands");
  static final ClassName TENSOR = ClassName.get(KERNEL, "Tensor");
  static final ClassName STEP = ClassName.get(KERNEL, "Step");
  static final ClassName GRAPH_VISITOR =
      ClassName.get("dev.skipjack.runtime.graph", "GraphVisitor");
  static final ClassName MAP_SIZE = ClassName.get("dev.skipjack.runtime.graph", "MapSize");
  static final ClassName WEIGHTS = ClassName.get("dev.skipjack.runtime.weights", "Weights");

  static final ClassName ARRAY = ClassName.get("org.nd4j.linalg.api.ndarray", "INDArray");
  static final ClassName DATA_TYPE = ClassName.get("org.nd4j.linalg.api.buffer", "DataType");

  private RuntimeTypes() {}

  /** The spec of a kernel, {@code "norm.NormalizeSpec"} of the room {@code norm}. */
  static ClassName kernel(String name) {
    int dot = name.indexOf('.');
    return dot < 0
        ? ClassName.get(KERNEL, name)
        : ClassName.get(KERNEL + "." + name.substring(0, dot), name.substring(dot + 1));
  }
}
