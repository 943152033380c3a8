package dev.skipjack.benchmarks;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.skipjack.benchmarks.djl.DjlEngine;
import dev.skipjack.benchmarks.dl4j.Dl4jEngine;
import dev.skipjack.benchmarks.onnxruntime.OnnxRuntimeEngine;
import dev.skipjack.benchmarks.skipjack.SkipjackEngine;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Who takes part: a library and the settings of its process. */
public enum Contestant {
  SKIPJACK("skipjack", SkipjackEngine::new, Map.of()),
  /** DJL with PyTorch as shipped. */
  DJL("djl", DjlEngine::new, Map.of()),
  /** The same with an allocator that keeps freed memory, in huge pages, instead of unmapping it. */
  DJL_TUNED(
      "djl-tuned",
      DjlEngine::new,
      Map.of(
          "GLIBC_TUNABLES",
          String.join(
              ":",
              "glibc.malloc.hugetlb=1",
              "glibc.malloc.mmap_max=0",
              "glibc.malloc.trim_threshold=17179869184",
              "glibc.malloc.top_pad=268435456",
              "glibc.malloc.arena_max=1"))),
  /**
   * DL4J on the ND4J binary that Skipjack uses; it takes a minute for what others do in one second.
   */
  DL4J("dl4j", Dl4jEngine::new, Map.of()),
  /** Our networks, exported as ONNX; it only predicts. */
  ONNX_RUNTIME("onnxruntime", OnnxRuntimeEngine::new, Map.of());

  private static final Set<BenchmarkNetwork> SMALL =
      Set.of(BenchmarkNetwork.DENSENET_BC_100, BenchmarkNetwork.RESNET_20);

  private final String title;
  private final Supplier<Engine> engine;
  private final Map<String, String> environment;

  Contestant(String title, Supplier<Engine> engine, Map<String, String> environment) {
    this.title = title;
    this.engine = engine;
    this.environment = environment;
  }

  /**
   * @throws IllegalArgumentException if nobody has that name
   */
  public static Contestant parse(String title) {
    for (Contestant contestant : values()) {
      if (contestant.title.equals(title)) {
        return contestant;
      }
    }
    throw new IllegalArgumentException(
        String.format(Locale.ROOT, "'%s' is none of %s", title, Arrays.toString(values())));
  }

  /**
   * Whether it takes part in this case; DL4J only trains, and only the small networks, and ONNX
   * Runtime only predicts.
   */
  public boolean runs(BenchmarkCase benchmarkCase) {
    boolean trains = benchmarkCase.task() == BenchmarkCase.Task.TRAIN;
    return switch (this) {
      case DL4J -> trains && SMALL.contains(benchmarkCase.network());
      case ONNX_RUNTIME -> !trains;
      default -> true;
    };
  }

  Engine engine() {
    return engine.get();
  }

  /** Variables of its process. */
  Map<String, String> environment() {
    return environment;
  }

  /** As users write it. */
  @JsonValue
  @Override
  public String toString() {
    return title;
  }
}
