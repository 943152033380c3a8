package dev.skipjack.app;

import dev.skipjack.runtime.Network;
import dev.skipjack.runtime.data.Dataset;
import dev.skipjack.runtime.data.ImageFolder;
import dev.skipjack.runtime.data.Images;
import dev.skipjack.runtime.data.OnBroken;
import dev.skipjack.runtime.data.Split;
import dev.skipjack.runtime.pictures.Framing;
import dev.skipjack.runtime.pictures.Preparation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Pictures in folders, or in a list of files. */
final class FolderOptions implements DataOptions {
  /** Where a folder of folders has parts of its own: what they may be called. */
  private static final List<String> VALIDATION = List.of("val", "validation", "valid");

  /** What the shares of a split are for. */
  private static final List<String> PARTS = List.of("train on", "validate on", "test on");

  private static final double ROUNDING = 1e-9;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "PATH",
      description =
          "a folder with a folder of pictures for each class; a folder of such folders named train,"
              + " val and test; or a list of files, .csv with the columns path and label or .jsonl")
  private Path data;

  @Option(
      names = "--split",
      split = ",",
      paramLabel = "SHARE",
      defaultValue = "0.8,0.1,0.1",
      description =
          "of each class to train, to validate and to test on, where the data has no parts of its"
              + " own (default: ${DEFAULT-VALUE})")
  private List<Double> split;

  @Range(from = Long.MIN_VALUE, to = Long.MAX_VALUE)
  @Option(
      names = "--split-seed",
      paramLabel = "SEED",
      defaultValue = "1",
      description =
          "which pictures are in which part; evaluate needs the one of train (default:"
              + " ${DEFAULT-VALUE})")
  private long splitSeed;

  @Range(from = 1, to = 16_384)
  @Option(
      names = "--size",
      paramLabel = "PIXELS",
      defaultValue = "224",
      description =
          "height and width for networks that take any (default: ${DEFAULT-VALUE}); others have"
              + " their own")
  private int size;

  @Option(
      names = "--framing",
      defaultValue = "crop",
      description =
          "how pictures become that size, where the weights do not say it: ${COMPLETION-CANDIDATES}"
              + " (default: ${DEFAULT-VALUE})")
  private Framing framing;

  @Option(
      names = "--on-broken",
      defaultValue = "fail",
      description =
          "what becomes of a picture that cannot be read: ${COMPLETION-CANDIDATES} (default:"
              + " ${DEFAULT-VALUE}); for skip another of its class is taken")
  private OnBroken onBroken;

  @Range(from = 1, to = 1_024)
  @Option(
      names = "--workers",
      paramLabel = "THREADS",
      description = "that read pictures; changes no result (default: one for each processor)")
  private Integer workers;

  /** What was read for a network, so that parts are of one data set. */
  private Parts parts;

  /**
   * A data set, of which folders may be the parts.
   *
   * @param split null: it has no parts of its own
   * @param hasValidation whether one of them is to decide by
   */
  private record Parts(Dataset all, Split split, boolean hasValidation) {}

  @Override
  public boolean hasValidation() {
    return parts == null || parts.hasValidation();
  }

  @Override
  public Images images(Part part, Network network) throws IOException {
    PicturesAlone.check(network);
    Preparation known = network.preparation().orElse(null);
    if (parts == null) {
      parts = read(known == null ? List.of() : known.classNames());
    }
    if (parts.split() == null && part != Part.ALL) {
      parts = new Parts(parts.all(), divide(parts.all()), true);
    }
    Dataset dataset =
        switch (part) {
          case TRAIN -> parts.split().train();
          case VALIDATION -> parts.split().validation();
          case TEST -> parts.split().test();
          case ALL -> parts.all();
        };
    Preparation preparation = known == null ? preparation(network) : known;
    Images images = Images.of(dataset, preparation.withClasses(dataset.classNames()));
    return workers == null ? images : images.workers(workers);
  }

  /** Small pictures are not enlarged to lose their borders: what is cropped is just covered. */
  private Preparation preparation(Network network) {
    return new TorchvisionPictures(size).preparation(network).framed(framing);
  }

  private Parts read(List<String> classNames) throws IOException {
    Optional<Path> validation = inside(VALIDATION);
    Optional<Path> test = inside(List.of("test"));
    if (Files.isDirectory(data.resolve("train")) && (validation.isPresent() || test.isPresent())) {
      ImageFolder train = open(data.resolve("train"), classNames);
      List<String> names = train.classNames();
      ImageFolder decided = open(validation.or(() -> test).orElseThrow(), names);
      ImageFolder tested = open(test.or(() -> validation).orElseThrow(), names);
      return new Parts(tested, new Split(train, decided, tested), validation.isPresent());
    }
    return new Parts(open(data, classNames), null, true);
  }

  private Optional<Path> inside(List<String> names) {
    return names.stream().map(data::resolve).filter(Files::isDirectory).findFirst();
  }

  private ImageFolder open(Path path, List<String> classNames) throws IOException {
    if (!Files.exists(path)) {
      throw new IOException("there is no folder " + path + ", nor a list of files of that name");
    }
    ImageFolder folder;
    if (Files.isDirectory(path)) {
      folder = classNames.isEmpty() ? ImageFolder.of(path) : ImageFolder.of(path, classNames);
    } else {
      folder =
          classNames.isEmpty()
              ? ImageFolder.manifest(path)
              : ImageFolder.manifest(path, classNames);
    }
    return folder.onBroken(onBroken);
  }

  private Split divide(Dataset all) {
    checkSplit();
    return all.split(split.get(0), split.get(1), split.get(2), splitSeed);
  }

  private void checkSplit() {
    if (split.size() != PARTS.size()) {
      throw new ParameterException(
          command.commandLine(),
          "--split takes three shares, to train, to validate and to test on, got " + typedSplit());
    }
    for (int i = 0; i < PARTS.size(); i++) {
      if (!(split.get(i) > 0)) {
        throw wrongSplit("leaves nothing to " + PARTS.get(i));
      }
    }
    double sum = split.stream().mapToDouble(Double::doubleValue).sum();
    if (Math.abs(sum - 1) > ROUNDING) {
      throw wrongSplit(
          String.format(Locale.ROOT, "has shares that add up to %.4g, but must add up to 1", sum));
    }
  }

  private ParameterException wrongSplit(String what) {
    return new ParameterException(
        command.commandLine(),
        String.format(
            Locale.ROOT,
            "--split %s %s: write for instance --split 0.8,0.1,0.1, or give folders named train, val and test",
            typedSplit(),
            what));
  }

  private String typedSplit() {
    return split.stream()
        .map(share -> Double.toString(share).replaceFirst("\\.0$", ""))
        .collect(Collectors.joining(","));
  }
}
