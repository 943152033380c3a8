package dev.skipjack.app;

import dev.skipjack.runtime.InferenceNetwork;
import dev.skipjack.runtime.data.ImageFiles;
import dev.skipjack.runtime.data.Images;
import dev.skipjack.runtime.pictures.Framing;
import dev.skipjack.runtime.pictures.Preparation;
import dev.skipjack.runtime.pictures.PreparationJson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "predict",
    description =
        "Says what is on images (PNG, JPEG and others), prepared as the network's training images were.",
    mixinStandardHelpOptions = true)
final class PredictCommand implements ModelCommand {
  /** Pictures at once: so many are in memory. */
  private static final int BATCH = 64;

  private final ModelOptions model;

  @Mixin private final PictureOptions pictures;

  @Option(
      names = "--framing",
      description =
          "how images of other sizes are framed: ${COMPLETION-CANDIDATES} (default: as the weights say)")
  private Framing framing;

  @Option(
      names = "--format",
      defaultValue = "text",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private PredictionFormat format;

  @Range(from = 1, to = 1_000)
  @Option(
      names = "--top",
      paramLabel = "CLASSES",
      defaultValue = "1",
      description =
          "how many classes of each image, the likeliest first (default: ${DEFAULT-VALUE})")
  private int top;

  @Option(
      names = "--on-broken",
      defaultValue = "fail",
      description =
          "an image that cannot be read is named, the others are predicted, and the exit code is 1 for fail,"
              + " 0 for skip (default: ${DEFAULT-VALUE})")
  private OnBroken onBroken;

  @Parameters(arity = "1..*", paramLabel = "IMAGE", description = "files, and folders of files")
  private List<Path> paths;

  @Spec private CommandSpec spec;

  private boolean anyBroken;

  /** Whether a file that is damaged, or no picture, is a failure. */
  enum OnBroken {
    FAIL,
    SKIP;

    /** As users write it. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  PredictCommand(SkipjackApp app, PictureOptions pictures) {
    this.model = new ModelOptions(app);
    this.pictures = pictures;
  }

  @Override
  public void addOptions(CommandSpec command) {
    model.addTo(command);
  }

  @Override
  public Integer call() throws IOException {
    try (InferenceNetwork network = model.load()) {
      PicturesAlone.check(network);
      Preparation preparation = preparation(network);
      String prepared =
          "prepared (version " + PreparationJson.VERSION + "): " + preparation.describe();
      (format == PredictionFormat.TEXT ? System.out : System.err).println(prepared);
      List<Path> files = PictureFiles.find(paths);
      try (PredictionOutput out = format.open(System.out)) {
        for (int first = 0; first < files.size(); first += BATCH) {
          List<Path> some = files.subList(first, Math.min(files.size(), first + BATCH));
          predict(network, some, preparation, out);
        }
      }
    }
    return anyBroken && onBroken == OnBroken.FAIL ? 1 : 0;
  }

  private Preparation preparation(InferenceNetwork network) {
    Preparation preparation = network.preparation().orElse(null);
    if (preparation == null) {
      preparation = pictures.preparation(network);
      System.err.println(
          model.weights() + " does not say how images are prepared; assumed is " + pictures);
    }
    return framing == null ? preparation : preparation.framed(framing);
  }

  private void predict(
      InferenceNetwork network, List<Path> files, Preparation preparation, PredictionOutput out)
      throws IOException {
    Images images;
    try {
      images = ImageFiles.read(files, preparation);
    } catch (IOException e) {
      for (Path file : files) { // which of them it was
        predictOne(network, file, preparation, out);
      }
      return;
    }
    List<Prediction> predictions = Prediction.first(network, images, files.size(), top);
    for (int i = 0; i < predictions.size(); i++) {
      out.write(files.get(i), predictions.get(i));
    }
  }

  private void predictOne(
      InferenceNetwork network, Path file, Preparation preparation, PredictionOutput out)
      throws IOException {
    Images image;
    try {
      image = ImageFiles.read(List.of(file), preparation);
    } catch (IOException e) {
      anyBroken = true;
      spec.commandLine().getErr().println("passed over: " + Mistakes.message(e));
      out.broken(file, Mistakes.message(e));
      return;
    }
    out.write(file, Prediction.first(network, image, 1, top).get(0));
  }
}
