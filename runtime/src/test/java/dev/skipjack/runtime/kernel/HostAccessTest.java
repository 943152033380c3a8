package dev.skipjack.runtime.kernel;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.MASK;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skipjack.runtime.data.ElementView;
import dev.skipjack.runtime.kernel.HostAccess.Use;
import dev.skipjack.runtime.kernel.elementwise.DropoutSpec;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The portable provider, networks and training leave arrays where they are, which may be a device.
 * Who looks at elements nevertheless is listed here, with the reason. On a CPU nothing else shows a
 * new one.
 */
@Tag("exhaustive")
class HostAccessTest {
  private static final String CLASSES = "dev/skipjack/runtime/";

  /** The fast provider: it is not available where ND4J does not compute on the CPU. */
  private static final String FAST = CLASSES + "kernel/simd/";

  private static final String LOSS = "read once, written once: losses are computed on the host";
  private static final String OWN = "a layer of the user's own computes in Java arrays";
  private static final String EXCHANGED = "a few numbers, sent to other workers and got from them";
  private static final String RARE = "a few numbers, or after a divergence alone";

  /** What is right on a device too: {@link ElementView} and ND4J copy there and back, and wait. */
  private static final Map<Use, String> ALLOWED =
      Map.ofEntries(
          allowed("data/ElementView#readTogether", "DataBuffer.asDouble", "a copy, which waits"),
          allowed("memory/MachineMemory#<clinit>", "Pointer.totalPhysicalBytes", "the machine's"),
          allowed("kernel/Tensor#pointer", "DataBuffer.addressPointer", "the fast provider asks"),
          allowed("data/BatchMixing#mixAll", "ElementView.read", "images come from the host"),
          allowed("data/BatchMixing#mixAll", "ElementView.write", "images come from the host"),
          allowed("data/BatchWorker#write", "ElementView.write", "images come from the host"),
          allowed("metrics/Rows#read", "ElementView.read", "the few logits"),
          allowed("kernel/custom/LayerTensor#read", "ElementView.read", OWN),
          allowed("kernel/custom/LayerTensor#write", "ElementView.write", OWN),
          allowed("train/LossCheck#value", "ElementView.read", "a check, in tests alone"),
          allowed("train/LossCheck#value", "ElementView.write", "a check, in tests alone"),
          allowed("kernel/nd4j/FlatVectors#run", "INDArray.putScalar", "an op's own scalar"),
          allowed("kernel/nd4j/OptimizerKernels#clipByNorm", "INDArray.getDouble", "one number"),
          allowed("kernel/nd4j/RandomMask#drawElements", "ElementView.write", "drawn on the host"),
          allowed("kernel/nd4j/RandomMask#drawImages", "ElementView.write", "drawn on the host"),
          allowed(
              "optimize/GroupedState$Group#dropGradients",
              "ElementView.write",
              "zeros, written once"),
          allowed("parameters/ParameterStore#initialize", "ElementView.write", "drawn on the host"),
          allowed("serve/Answer#values", "ElementView.read", "the caller's, a Java array"),
          allowed("serve/GivenImages#copy", "ElementView.write", "images come from the host"),
          allowed("train/Agreement#add", "ElementView.read", "a checksum, once in an epoch"),
          allowed("train/ClassificationEvaluation#add", "ElementView.read", "the few logits"),
          allowed("train/CrossEntropy#read", "ElementView.read", LOSS),
          allowed("train/CrossEntropy#finish", "ElementView.write", LOSS),
          allowed("train/KeptStatistics#read", "ElementView.read", RARE),
          allowed("train/KeptStatistics#restore", "ElementView.write", RARE),
          allowed("train/KeptStatistics#write", "ElementView.write", RARE),
          allowed("train/PixelChunks#walk", "ElementView.read", LOSS),
          allowed("train/PixelChunks#walk", "ElementView.write", LOSS),
          allowed("train/SmoothL1#mean", "ElementView.read", LOSS),
          allowed("train/SmoothL1#mean", "ElementView.write", LOSS),
          allowed("train/SmoothL1#sum", "ElementView.read", LOSS),
          allowed("train/SynchronizedStatistics#read", "ElementView.read", EXCHANGED),
          allowed("train/SynchronizedStatistics#write", "ElementView.write", EXCHANGED),
          allowed("train/Magnitude#largest", "ElementView.read", RARE),
          allowed("weights/Elements#copy", "ElementView.write", "files are on the host"),
          allowed("weights/Elements#problem", "ElementView.read", "files are on the host"),
          allowed(
              "weights/SafetensorsWriter#writeElements",
              "ElementView.read",
              "files are on the host"));

  /** Memory of the CPU, for {@link ElementView} there alone: on a device these would be wrong. */
  private static final Set<String> ON_THE_CPU_ALONE =
      Set.of(
          "kernel/ArrayCopy#array",
          "kernel/ArrayCopy#deliver",
          "kernel/ArrayCopy#fetch",
          "data/ElementView#<init>",
          "data/ElementView#readTogether",
          "data/ElementView#writeTogether");

  private static Map.Entry<Use, String> allowed(String in, String called, String why) {
    return Map.entry(new Use(in, called), why);
  }

  private static boolean isOnTheCpuAlone(Use use) {
    return ON_THE_CPU_ALONE.contains(use.in()) && !ALLOWED.containsKey(use);
  }

  private static List<Use> uses(Path classFile) {
    try {
      return HostAccess.of(Files.readAllBytes(classFile));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void nobodyElseLooksAtElements() throws IOException {
    Path root = Path.of("target", "classes");
    Set<Use> found = new HashSet<>();
    try (Stream<Path> files = Files.walk(root.resolve(CLASSES))) {
      files
          .filter(file -> file.toString().endsWith(".class"))
          .filter(file -> !file.startsWith(root.resolve(FAST)))
          .forEach(file -> found.addAll(uses(file)));
    }
    found.removeIf(HostAccessTest::isOnTheCpuAlone);
    assertThat(found).containsExactlyInAnyOrderElementsOf(ALLOWED.keySet());
  }

  /** Rewritten classes throw where they look at elements in another way than the allowed ones. */
  private static KernelProvider withoutHost() {
    return LoadedProviders.portableWithoutHost(HostAccessTest::isForbidden);
  }

  private static boolean isForbidden(Use use) {
    return isOnTheCpuAlone(use) || !ALLOWED.containsKey(use);
  }

  /** Maps in slabs have one type, others the other: who looks at elements does so in both types. */
  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void thePortableProviderIsRightWithoutTheHost(DataType type) {
    KernelProvider shared = new SharedKernels(withoutHost());
    try (Kernels kernels = Kernels.open(List.of(shared), null, type, 1)) {
      KernelReuseTest.forEachServed(
          OpCases.all(), check -> check.run(kernels, type, type == DataType.FLOAT));
    }
  }

  /** Masks in slabs too: their images are apart. */
  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void masksAreTheSameWithoutTheHost(DataType type) {
    List<double[]> actual = masks(withoutHost(), type);
    List<double[]> expected = masks(LoadedProviders.portable(null), type);
    TestArrays.checkClose("mask", actual.get(0), expected.get(0), 0);
    TestArrays.checkClose("output", actual.get(1), expected.get(1), 0);
  }

  private static List<double[]> masks(KernelProvider provider, DataType type) {
    TestArrays arrays = new TestArrays(type, true);
    INDArray x = arrays.mapOf(TestArrays.random(3 * 7 * 31 * 29, 1), 3, 7, 31, 29);
    INDArray mask = arrays.map(3, 7, 31, 29);
    INDArray out = arrays.map(3, 7, 31, 29);
    try (Kernels kernels = Kernels.open(List.of(provider), null, type, 1)) {
      kernels
          .step(new DropoutSpec(0.3))
          .bind(new Operands().with(INPUT, x).with(OUTPUT, out).with(MASK, mask))
          .run();
    }
    arrays.checkSentinels();
    return List.of(TestArrays.values(mask), TestArrays.values(out));
  }

  /** Of maps that are apart in a slab, in and outside of a caller's workspace. */
  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void elementsAreCopiedWithoutTheHost(DataType type) throws ReflectiveOperationException {
    Class<?> view =
        LoadedProviders.withoutHost(HostAccessTest::isForbidden, ElementView.class.getName());
    Method write = view.getMethod("write", double[].class, int.class, long.class);
    Method read = view.getMethod("read", long.class, double[].class, int.class);
    double[] values = TestArrays.random(3 * 5 * 7 * 2, 1);
    TestArrays arrays = new TestArrays(type, true);
    INDArray map = arrays.map(3, 5, 7, 2);
    Object elements = view.getMethod("of", INDArray.class).invoke(null, map);
    write.invoke(elements, values, values.length, 0L);
    arrays.checkSentinels();
    TestArrays.checkClose("written", TestArrays.values(map), values, 0);
    double[] found = new double[values.length - 41];
    read.invoke(elements, 41L, found, found.length);
    double[] part = Arrays.copyOfRange(values, 41, values.length);
    TestArrays.checkClose("read", found, part, 0);
    try (MemoryWorkspace open = Nd4j.getWorkspaceManager().getAndActivateWorkspace("OPEN")) {
      read.invoke(elements, 41L, found, found.length);
      TestArrays.checkClose("read in " + open.getId(), found, part, 0);
    }
  }

  /** What the rules are to find, directly and by a method reference. */
  private static final class Violation {
    static double pointer(INDArray array) {
      return array.data().asNioDouble().get(0) + array.data().pointer().address();
    }

    static Function<INDArray, Number> largest() {
      return INDArray::maxNumber;
    }

    static INDArray harmless(INDArray array) {
      return Nd4j.create(array.data(), array.shape()).addi(array).sum(0);
    }

    static void write(INDArray array) {
      Runnable later = () -> array.putScalar(0, 1);
      later.run();
    }
  }

  @Test
  void theRulesFindViolations() throws IOException {
    String in = "kernel/HostAccessTest$Violation#";
    assertThat(HostAccess.of(violation()))
        .containsExactlyInAnyOrder(
            new Use(in + "pointer", "DataBuffer.asNioDouble"),
            new Use(in + "pointer", "DataBuffer.pointer"),
            new Use(in + "pointer", "Pointer.address"),
            new Use(in + "largest", "INDArray.maxNumber"),
            new Use(in + "write", "INDArray.putScalar"));
  }

  @Test
  void rewrittenClassesThrow() throws ReflectiveOperationException, IOException {
    byte[] rewritten = HostAccess.withoutHost(violation(), use -> true);
    Class<?> type =
        new ClassLoader(getClass().getClassLoader()) {
          Class<?> define() {
            return defineClass(null, rewritten, 0, rewritten.length);
          }
        }.define();
    var pointer = type.getDeclaredMethod("pointer", INDArray.class);
    pointer.setAccessible(true);
    assertThatThrownBy(() -> pointer.invoke(null, Nd4j.create(1)))
        .hasRootCauseMessage(
            "access to the host: DataBuffer.asNioDouble in kernel/HostAccessTest$Violation#pointer");
  }

  private static byte[] violation() throws IOException {
    String file = Violation.class.getName().replace('.', '/') + ".class";
    try (InputStream in = Violation.class.getClassLoader().getResourceAsStream(file)) {
      return in.readAllBytes();
    }
  }
}
