package dev.skipjack.benchmarks;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.skipjack.benchmarks.djl.DjlEngine;
import dev.skipjack.benchmarks.dl4j.Dl4jEngine;
import dev.skipjack.benchmarks.onnxruntime.OnnxRuntimeEngine;
import dev.skipjack.benchmarks.skipjack.SkipjackEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Who takes part: a library and the settings of its process. */
public enum Contestant {
  SKIPJACK("skipjack", JavaLibrary.sparing(SkipjackEngine::new)),
  /** DJL with PyTorch as shipped. */
  DJL("djl", new JavaLibrary(DjlEngine::new, Map.of())),
  /** The same with an allocator that keeps freed memory, in huge pages, instead of unmapping it. */
  DJL_TUNED("djl-tuned", new JavaLibrary(DjlEngine::new, Library.KEEPING_MEMORY)),
  /**
   * DL4J on the ND4J binary that Skipjack uses; it takes a minute for what others do in one second.
   */
  DL4J("dl4j", new JavaLibrary(Dl4jEngine::new, Map.of())),
  /** Our networks, exported as ONNX, with that allocator; it only predicts. */
  ONNX_RUNTIME("onnxruntime", new JavaLibrary(OnnxRuntimeEngine::new, Library.KEEPING_MEMORY)),
  /** PyTorch in Python, images outermost and channels innermost, with that allocator. */
  PYTORCH_CHANNELS_LAST("pytorch-channels-last", new PyTorch());

  private static final Set<BenchmarkNetwork> SMALL =
      Set.of(BenchmarkNetwork.DENSENET_BC_100, BenchmarkNetwork.RESNET_20);

  private static final Set<BenchmarkNetwork> MODERN =
      Set.of(
          BenchmarkNetwork.MOBILENET_V2,
          BenchmarkNetwork.EFFICIENTNET_B0,
          BenchmarkNetwork.CONVNEXT_TINY,
          BenchmarkNetwork.VIT_B_16);

  private final String title;
  private final Library library;

  Contestant(String title, Library library) {
    this.title = title;
    this.library = library;
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
   * Whether it takes part in this case; DL4J only trains, and only the small networks, ONNX Runtime
   * only predicts, and the networks since 2018 are not written for DJL.
   */
  public boolean runs(BenchmarkCase benchmarkCase) {
    boolean trains = benchmarkCase.task() == BenchmarkCase.Task.TRAIN;
    return switch (this) {
      case DL4J -> trains && SMALL.contains(benchmarkCase.network());
      case ONNX_RUNTIME -> !trains;
      case DJL, DJL_TUNED -> !MODERN.contains(benchmarkCase.network());
      default -> true;
    };
  }

  Library library() {
    return library;
  }

  /** In Java; what a process of this contestant runs. */
  Engine engine() {
    return ((JavaLibrary) library).engine().get();
  }

  /** Writes the weights of the predictions, and leaves native files unpacked. */
  void prepare(BenchmarkCase benchmarkCase, Path directory, int threads)
      throws IOException, InterruptedException {
    library.prepare(this, benchmarkCase, directory, threads);
  }

  /** Starts the process that answers as {@link Worker} does. */
  ChildProcess start(BenchmarkCase benchmarkCase, Path directory, int threads) throws IOException {
    return library.start(this, benchmarkCase, directory, threads);
  }

  /** As users write it. */
  @JsonValue
  @Override
  public String toString() {
    return title;
  }
}
