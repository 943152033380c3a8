package dev.skipjack.app;

import static dev.skipjack.app.Calls.run;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** A folder of pictures, from nothing to predictions. */
class FolderTest {
  @TempDir private static Path shared;
  @TempDir private Path directory;

  private static Path pictures;
  private static Path weights;
  private static Calls.Said trained;

  private static CommandLine app() {
    return SkipjackApp.of(
            SmallNet.class, SmallNetNetwork::forTraining, SmallNetNetwork::forInference)
        .commandLine();
  }

  @BeforeAll
  static void train() throws IOException {
    pictures = PictureFolders.write(shared.resolve("colours"), 20, 1);
    weights = shared.resolve("net.safetensors");
    trained =
        run(
            app(),
            0,
            "train",
            "--data",
            pictures,
            "-w",
            weights,
            "--epochs",
            6,
            "--batch",
            8,
            "--keep-best",
            "accuracy",
            "--ema",
            0.9);
  }

  @Test
  void aFolderIsDividedTrainedAndTested() {
    assertThat(trained.out()).contains("  validation: accuracy ").doesNotContain("test: ");
    assertThat(trained.errors()).isEmpty();
    assertThat(trained.out().lines())
        .anyMatch(
            line ->
                line.equals(
                    "SmallNet on colours (train): 48 images of 3x8x8, 6 to decide by, 6 for testing"))
        .anyMatch(line -> line.startsWith("epoch 6 "))
        .anyMatch(line -> line.startsWith("loaded   accuracy 100.00 %"))
        .anyMatch(line -> line.matches(".*red/\\d+.png  red .*%   \\(it is: red\\)"))
        .anyMatch(line -> line.matches(".*blue/\\d+.png  blue .*%   \\(it is: blue\\)"));
  }

  /** The same pictures as at the end of the training; all of another folder. */
  @Test
  void evaluateLooksAtTheTestPartUnlessAsked() throws IOException {
    String loaded =
        trained
            .out()
            .lines()
            .filter(line -> line.startsWith("loaded   "))
            .findFirst()
            .orElseThrow();
    Calls.Said test = run(app(), 0, "evaluate", "--data", pictures, "-w", weights);
    assertThat(test.out()).contains(loaded.substring("loaded   ".length()), "f1-score");
    Path others = PictureFolders.write(directory.resolve("others"), 4, 2);
    assertThat(run(app(), 0, "evaluate", "--data", others, "-w", weights, "--part", "all").out())
        .contains("on 12 images", "accuracy 100.00 %");
  }

  @Test
  void predictKnowsTheClasses() throws IOException {
    Path others = PictureFolders.write(directory.resolve("others"), 1, 3);
    assertThat(run(app(), 0, "predict", "-w", weights, others).out())
        .containsPattern("blue/000.png  blue ")
        .containsPattern("green/000.png  green ")
        .containsPattern("red/000.png  red ");
  }

  /** A class that the network does not know is no class of another number. */
  @Test
  void evaluateNumbersClassesAsTheNetworkDoes() throws IOException {
    Path others = PictureFolders.write(directory.resolve("others"), 4, 2);
    deleteFolder(others.resolve("blue"));
    assertThat(run(app(), 0, "evaluate", "--data", others, "-w", weights, "--part", "all").out())
        .contains("on 8 images", "accuracy 100.00 %");
    Files.move(others.resolve("green"), others.resolve("yellow"));
    assertThat(run(app(), 2, "evaluate", "--data", others, "-w", weights, "--part", "all").errors())
        .contains("yellow");
  }

  private static void deleteFolder(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  @Test
  void aFolderMayHaveItsPartsAlready() throws IOException {
    PictureFolders.write(directory.resolve("train"), 4, 1);
    PictureFolders.write(directory.resolve("val"), 2, 2);
    PictureFolders.write(directory.resolve("test"), 3, 3);
    Path file = directory.resolve("net.safetensors");
    assertThat(run(app(), 0, "train", "--data", directory, "-w", file, "--epochs", 1).out())
        .contains("12 images of 3x8x8, 6 to decide by, 9 for testing", "  validation: accuracy ");
    for (String colour : PictureFolders.COLOURS) {
      deleteFolder(directory.resolve("val").resolve(colour));
    }
    Files.delete(directory.resolve("val"));
    assertThat(run(app(), 0, "train", "--data", directory, "-w", file, "--epochs", 1).out())
        .contains("12 images of 3x8x8, 9 for testing", "  test: accuracy ");
  }

  /** Told before the work, with both numbers. */
  @Test
  void anOutputForEachClassIsNeeded() throws IOException {
    Path others = PictureFolders.write(directory.resolve("others"), 10, 2);
    Path file = directory.resolve("net.safetensors");
    Files.move(others.resolve("blue"), directory.resolve("blue"));
    Calls.Said fewer = run(app(), 0, "train", "--data", others, "-w", file, "--epochs", 1);
    assertThat(fewer.errors())
        .isEqualToNormalizingNewlines(
            "warning: others (train) has 2 classes, but SmallNet has 3 outputs: the last one stands for"
                + " nothing; out = 2 in its last layer has none to spare\n");
    Files.move(directory.resolve("blue"), others.resolve("blue"));
    PictureFolders.write(directory.resolve("more"), 10, 3);
    Files.move(directory.resolve("more/red"), others.resolve("orange"));
    assertThat(run(app(), 2, "train", "--data", others, "-w", file, "--epochs", 1).errors())
        .contains(
            "others (train) has 4 classes, but SmallNet has 3 outputs: write out = 4 in its last"
                + " layer and compile it, or leave 1 of the classes out")
        .doesNotContain("\tat ");
  }

  /** All of it needs no division. */
  @Test
  void fewPicturesAreEvaluatedWhole() throws IOException {
    Path few = PictureFolders.write(directory.resolve("few"), 1, 2);
    assertThat(run(app(), 0, "evaluate", "--data", few, "-w", weights, "--part", "all").out())
        .contains("on 3 images");
  }

  @Test
  void aListOfFilesServesToo() throws IOException {
    List<String> rows = new ArrayList<>(List.of("path,label"));
    for (int i = 0; i < 10; i++) {
      rows.add("colours/red/%03d.png,warm".formatted(i));
      rows.add("colours/blue/%03d.png,cold".formatted(i));
      rows.add("colours/green/%03d.png,mild".formatted(i));
    }
    Path list = Files.write(shared.resolve("list.csv"), rows);
    Path file = directory.resolve("net.safetensors");
    assertThat(
            run(
                    app(),
                    0,
                    "train",
                    "--data",
                    list,
                    "-w",
                    file,
                    "--epochs",
                    1,
                    "--split",
                    "0.6,0.2,0.2")
                .out())
        .contains("18 images of 3x8x8, 6 to decide by, 6 for testing", "(it is: cold)");
  }

  /** Each by itself, and all of them together; the same seed gives the same bytes. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "--augment=none",
        "--augment=shift:2",
        "--augment=crop:0.5",
        "--augment=rotate",
        "--augment=colour:0.2",
        "--augment=trivial",
        "--augment=erase",
        "--augment=flip,rotate:5,colour,erase:0.3",
        "--mixup=0.2",
        "--cutmix=1",
        "--balanced",
        "--no-decay-on-norm",
        "--ema=0.5",
        "--micro-batches=2"
      })
  void everyOptionChangesTheWeights(String option) throws IOException {
    Path plain = shared.resolve("plain.safetensors");
    if (Files.notExists(plain)) {
      run(app(), 0, "train", "--data", pictures, "-w", plain, "--epochs", 1, "--batch=16");
    }
    Path changed = directory.resolve("changed.safetensors");
    run(app(), 0, "train", "--data", pictures, "-w", changed, "--epochs", 1, "--batch=16", option);
    assertThat(Files.mismatch(changed, plain)).isNotEqualTo(-1);
    Path again = directory.resolve("again.safetensors");
    Path settings = directory.resolve("changed.run.toml");
    run(app(), 0, "train", "--config", settings, "-w", again, "--workers", 1);
    assertThat(again).hasSameBinaryContentAs(changed);
  }

  @Test
  void trainingEndsWhenNothingBecomesBetter() {
    Path file = directory.resolve("net.safetensors");
    assertThat(
            run(
                    app(),
                    0,
                    "train",
                    "--data",
                    pictures,
                    "-w",
                    file,
                    "--epochs",
                    50,
                    "--batch",
                    16,
                    "--keep-best",
                    "accuracy",
                    "--early-stopping",
                    2,
                    "--schedule",
                    "plateau")
                .out())
        .contains("stopped  accuracy has not become better than 1")
        .doesNotContain("epoch 50 ");
  }

  @Test
  void brokenPicturesFailOrAreReplaced() throws IOException {
    Path others = PictureFolders.write(directory.resolve("others"), 12, 2);
    for (String colour : PictureFolders.COLOURS) {
      Files.writeString(others.resolve(colour).resolve("broken.png"), "broken");
    }
    Path file = directory.resolve("net.safetensors");
    String[] common = {
      "train",
      "--data",
      others.toString(),
      "-w",
      file.toString(),
      "--epochs=1",
      "--split=0.5,0.25,0.25"
    };
    List<Object> arguments = new ArrayList<>(List.of((Object[]) common));
    assertThat(run(app(), 2, arguments.toArray()).errors()).contains("broken.png");
    arguments.add("--on-broken=skip");
    assertThat(run(app(), 0, arguments.toArray()).out()).contains("saved    " + file);
  }

  @Test
  void mistakesAreToldBeforeTheWork() {
    assertThat(run(app(), 2, "train").errors())
        .startsWith("Missing required option: '--data=PATH'");
    assertThat(run(app(), 2, "train", "--dta", pictures).errors())
        .startsWith("Unknown option")
        .contains("'--dta'", "--data", "Missing required option: '--data=PATH'");
    assertThat(run(app(), 2, "train", "--data", "nothing").errors())
        .startsWith("there is no folder nothing, nor a list of files of that name");
    assertThat(run(app(), 2, "train", "--data", pictures, "--split", "0.5,0.5").errors())
        .contains("--split takes three shares");
    assertThat(run(app(), 2, "train", "--data", pictures, "--split", "0.5,0.6,0.1").errors())
        .contains("--split 0.5,0.6,0.1 has shares that add up to 1.2", "add up to 1");
    assertThat(run(app(), 2, "train", "--data", pictures, "--split", "1,0,0").errors())
        .contains("--split 1,0,0 leaves nothing to validate on: write for instance --split 0.8,0");
    assertThat(run(app(), 2, "train", "--data", pictures, "--split", "0.9,0.1,0").errors())
        .contains("--split 0.9,0.1,0 leaves nothing to test on");
    assertThat(run(app(), 2, "train", "--data", pictures, "--split", "0,0.5,0.5").errors())
        .contains("leaves nothing to train on");
    assertThat(
            run(app(), 2, "train", "--data", directory, "--batch=4", "--micro-batches=8").errors())
        .as("before data are looked for")
        .contains(
            "--micro-batches 8 is more than the images of a batch, --batch 4: take at most 4");
    assertThat(run(app(), 2, "train", "--data", directory).errors()).contains(directory.toString());
    assertThat(run(app(), 2, "train", "--data", pictures, "--augment", "flop").errors())
        .contains("'flop' is none of none", "rotate:15 (by up to DEGREES)");
    assertThat(run(app(), 2, "train", "--data", pictures, "--augment", "rotate:400").errors())
        .contains("'rotate:400'", "up to 360");
    assertThat(run(app(), 2, "train", "--data", pictures, "--augment", "flip:2").errors())
        .contains("'flip:2'");
    assertThat(run(app(), 2, "train", "--data", pictures, "--ema", "1").errors())
        .contains("It takes a number above 0 and below 1");
  }
}
