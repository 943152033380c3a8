package dev.skipjack.onnx;

import static dev.skipjack.runtime.kernel.Operand.INPUT;
import static dev.skipjack.runtime.kernel.Operand.INPUT_GRADIENT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT;
import static dev.skipjack.runtime.kernel.Operand.OUTPUT_GRADIENT;

import dev.skipjack.runtime.graph.MapSize;
import dev.skipjack.runtime.kernel.Kernels;
import dev.skipjack.runtime.kernel.OpSpec;
import dev.skipjack.runtime.kernel.Operands;
import dev.skipjack.runtime.kernel.movement.CropGradientSpec;
import dev.skipjack.runtime.kernel.movement.CropSpec;
import dev.skipjack.runtime.kernel.movement.PadShortcutSpec;
import dev.skipjack.runtime.kernel.norm.LocalResponseNormSpec;
import dev.skipjack.runtime.kernel.pool.AdaptiveAveragePoolSpec;
import dev.skipjack.runtime.kernel.pool.PoolSpec;
import dev.skipjack.runtime.kernel.pool.UpsampleSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * What has no parameters, at every small size: ONNX Runtime does with what we wrote what our
 * kernels do. Each size of maps is one model with an output for each case.
 */
class MapSweepTest {
  private static final int CHANNELS = 5;
  private static final Kernels KERNELS = Kernels.open(DataType.FLOAT, 1);

  private static void run(OpSpec spec, INDArray x, INDArray out) {
    KERNELS.step(spec).bind(new Operands().with(INPUT, x).with(OUTPUT, out)).run();
  }

  @TempDir Path directory;

  private final List<Case> cases = new ArrayList<>();

  /**
   * @param write appends the case to a model, under a name
   * @param run the kernel
   */
  private record Case(
      String what,
      long[] shape,
      BiConsumer<OnnxGraph, String> write,
      BiConsumer<INDArray, INDArray> run) {}

  @AfterAll
  static void close() {
    KERNELS.close();
  }

  private void add(
      String what,
      long channels,
      long height,
      long width,
      BiConsumer<OnnxGraph, String> write,
      BiConsumer<INDArray, INDArray> run) {
    cases.add(new Case(what, new long[] {2, channels, height, width}, write, run));
  }

  /** Compares all cases on maps of one size. */
  private void check(long height, long width) throws Exception {
    check(height, width, MapSize.of(height, width));
  }

  private void check(long height, long width, MapSize declared) throws Exception {
    OnnxGraph graph = new OnnxGraph(null);
    graph.input("images", CHANNELS, declared);
    for (int i = 0; i < cases.size(); i++) {
      Case tried = cases.get(i);
      graph.output(
          "out" + i,
          "out" + i,
          (int) tried.shape()[1],
          MapSize.of(tried.shape()[2], tried.shape()[3]));
    }
    for (int i = 0; i < cases.size(); i++) {
      graph.layer("out" + i, cases.get(i).what());
      cases.get(i).write().accept(graph, "out" + i);
    }
    List<ValueInfo> outputs = graph.outputs();
    Model model =
        new Model(
            "Sweep",
            graph.inputs(),
            outputs,
            graph.nodes(),
            graph.constants(),
            List.of(),
            new LinkedHashMap<>());
    Path file = directory.resolve("sweep.onnx");
    ModelFile.write(model, null, file, "test", 0L);
    INDArray images = RunsOnnx.images(2, CHANNELS, height, width);
    try (RunsOnnx theirs = new RunsOnnx(file)) {
      Map<String, RunsOnnx.Output> actual = theirs.run(images);
      for (int i = 0; i < cases.size(); i++) {
        Case tried = cases.get(i);
        INDArray expected = Nd4j.create(DataType.FLOAT, tried.shape());
        tried.run().accept(images, expected);
        RunsOnnx.assertClose(
            tried.what() + " of " + height + "x" + width,
            actual.get("out" + i),
            RunsOnnx.Output.of(expected));
      }
    }
    cases.clear();
  }

  @Test
  void pools() throws Exception {
    for (int height = 3; height <= 9; height++) {
      int width = height + 2;
      for (int kernel = 1; kernel <= 4; kernel++) {
        for (int stride = 1; stride <= 5; stride++) {
          for (int padding = 0; padding <= kernel / 2; padding++) {
            addPools(height, width, kernel, stride, padding);
          }
        }
      }
      check(height, width);
    }
  }

  private void addPools(int height, int width, int kernel, int stride, int padding) {
    for (boolean ceil : new boolean[] {false, true}) {
      for (boolean count : new boolean[] {false, true}) {
        for (PoolSpec.Kind kind : PoolSpec.Kind.values()) {
          PoolSpec spec = new PoolSpec(kind, kernel, stride, padding, ceil, count);
          long rows = windows(height, spec);
          long columns = windows(width, spec);
          if (rows > 0 && columns > 0) {
            add(
                spec.toString(),
                CHANNELS,
                rows,
                columns,
                (graph, out) ->
                    graph.pool(
                        out, spec, "images", MapSize.of(height, width), MapSize.of(rows, columns)),
                (x, out) -> run(spec, x, out));
          }
        }
      }
    }
  }

  /** PyTorch's rule (ATen/native/Pool.h, pooling_output_shape). */
  private static long windows(int size, PoolSpec spec) {
    int padding = spec.padding().height(); // squares alone
    int stride = spec.stride().height();
    int room = size + 2 * padding - spec.kernel().height();
    if (room < 0) {
      return 0;
    }
    int count = (room + (spec.ceilMode() ? stride - 1 : 0)) / stride + 1;
    boolean beginsInPadding = (count - 1) * stride >= size + padding;
    return spec.ceilMode() && beginsInPadding ? count - 1 : count;
  }

  @Test
  void adaptivePools() throws Exception {
    for (int height = 1; height <= 9; height++) {
      addAdaptivePools(height, height + 3, MapSize.of(height, height + 3));
      check(height, height + 3);
    }
  }

  @Test
  void adaptivePoolsOfMapsOfAnySize() throws Exception {
    for (int height = 1; height <= 9; height++) {
      MapSize any = MapSize.ofImage(1, 1, 0);
      addAdaptivePools(height, height + 3, any);
      check(height, height + 3, any);
    }
  }

  private void addAdaptivePools(int height, int width, MapSize declared) {
    for (int size = 1; size <= 9; size++) {
      MapSize to = MapSize.of(size, size);
      add(
          "adaptive " + size,
          CHANNELS,
          size,
          size,
          (graph, out) -> graph.adaptiveAveragePool(out, "images", declared, to),
          (x, out) -> run(new AdaptiveAveragePoolSpec(), x, out));
    }
  }

  @Test
  void upsampling() throws Exception {
    for (int height = 1; height <= 15; height++) {
      int width = 16 - height;
      for (UpsampleSpec.Mode mode : UpsampleSpec.Mode.values()) {
        for (int more = 0; more <= 45; more += more < 16 ? 1 : 7) {
          MapSize to = MapSize.of(height + more, width + (more * 5) / 3);
          addUpsampling(mode, MapSize.of(height, width), to, to);
        }
        for (int factor = 2; factor <= 5; factor++) {
          MapSize to = MapSize.of(factor * height, factor * width);
          addUpsampling(mode, MapSize.of(height, width), to, to);
        }
      }
      check(height, width);
    }
  }

  @Test
  void upsamplingOfMapsOfAnySize() throws Exception {
    MapSize any = MapSize.ofImage(1, 1, 0);
    for (int height : new int[] {1, 2, 5, 7, 12}) {
      int width = 2 * height;
      for (UpsampleSpec.Mode mode : UpsampleSpec.Mode.values()) {
        for (int more = 0; more <= 30; more += more < 8 ? 1 : 5) {
          MapSize to = MapSize.of(height + more, width + more);
          addUpsampling(mode, any, MapSize.ofImage(1, 1, more), to);
        }
        MapSize doubled = MapSize.of(2 * height, 2 * width);
        addUpsampling(mode, any, MapSize.ofImage(2, 1, 0), doubled);
        addUpsampling(
            mode, any, MapSize.ofImage(3, 1, -1), MapSize.of(3 * height - 1, 3 * width - 1));
      }
      check(height, width, any);
    }
  }

  private void addUpsampling(UpsampleSpec.Mode mode, MapSize from, MapSize to, MapSize actual) {
    UpsampleSpec spec = new UpsampleSpec(mode);
    add(
        mode + " to " + actual,
        CHANNELS,
        actual.height().offset(),
        actual.width().offset(),
        (graph, out) -> graph.upsample(out, spec, "images", from, to),
        (x, out) -> run(spec, x, out));
  }

  @Test
  void cropsPadsAndShortcuts() throws Exception {
    int height = 7;
    int width = 6;
    MapSize from = MapSize.of(height, width);
    for (int top = 0; top < 4; top++) {
      for (int less = top; less < 5; less++) {
        CropSpec spec = new CropSpec(top, less - top);
        MapSize to = MapSize.of(height - less, width - less);
        add(
            spec + " to " + to,
            CHANNELS,
            to.height().offset(),
            to.width().offset(),
            (graph, out) -> graph.crop(out, spec, "images", from, to),
            (x, out) -> run(spec, x, out));
      }
    }
    for (int pixels = 1; pixels < 4; pixels++) {
      int each = pixels;
      add(
          "pad " + pixels,
          CHANNELS,
          height + 2 * pixels,
          width + 2 * pixels,
          (graph, out) -> graph.pad(out, each, "images"),
          (x, out) ->
              KERNELS
                  .step(new CropGradientSpec(new CropSpec(each, each)))
                  .bind(new Operands().with(OUTPUT_GRADIENT, x).with(INPUT_GRADIENT, out))
                  .run());
    }
    for (int first = 0; first < CHANNELS - 1; first++) {
      int begin = first;
      add(
          "channels from " + first,
          2,
          height,
          width,
          (graph, out) -> graph.channels(out, "images", begin, 2),
          (x, out) ->
              out.assign(
                  x.get(
                      NDArrayIndex.all(),
                      NDArrayIndex.interval(begin, begin + 2),
                      NDArrayIndex.all(),
                      NDArrayIndex.all())));
    }
    for (int stride = 1; stride <= 4; stride++) {
      for (int more = 0; more < 3; more++) {
        PadShortcutSpec spec = new PadShortcutSpec(CHANNELS, CHANNELS + more, stride);
        add(
            spec.toString(),
            CHANNELS + more,
            (height - 1) / stride + 1,
            (width - 1) / stride + 1,
            (graph, out) -> graph.padShortcut(out, spec, "images"),
            (x, out) -> run(spec, x, out));
      }
    }
    check(height, width);
  }

  @Test
  void localResponseNorms() throws Exception {
    for (int size = 1; size <= 8; size++) {
      for (double beta : new double[] {0.75, 0.5}) {
        LocalResponseNormSpec spec = new LocalResponseNormSpec(size, 0.5 * size, beta, 1.5);
        add(
            spec.toString(),
            CHANNELS,
            4,
            3,
            (graph, out) -> graph.localResponseNorm(out, spec, "images"),
            (x, out) -> run(spec, x, out));
      }
    }
    check(4, 3);
  }
}
