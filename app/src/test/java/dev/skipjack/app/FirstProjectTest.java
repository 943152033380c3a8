package dev.skipjack.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/first-project.md shows is what a user can write, compile and run. */
class FirstProjectTest {
  private static final Path PAGE = Path.of("../docs/first-project.md");
  private static final Path SOURCE =
      Path.of("../consumers/photos/src/main/java/photos/Photos.java");

  private static final Path RESOURCES = Path.of("../consumers/photos/src/main/resources");

  private static final List<String> OF_OTHER_PROGRAMS =
      List.of("--add-modules", "--strip-components");

  @TempDir private Path directory;

  @Test
  void thePageShowsTheProject() throws IOException {
    Matcher java =
        Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(PAGE));
    assertThat(java.find()).isTrue();
    assertThat(java.group(1)).isEqualTo(Files.readString(SOURCE));
    try (Stream<String> lines = Files.lines(SOURCE)) {
      assertThat(lines.filter(line -> !line.isBlank())).hasSizeLessThanOrEqualTo(15);
    }
  }

  /** Each option that the page has in a command. */
  @Test
  void thePageNamesOptionsThatExist() throws IOException {
    String page = Files.readString(PAGE);
    Matcher option = Pattern.compile("(?<=[\\s\"`])--[a-z-]+").matcher(page);
    var commands = SkipjackApp.of(SmallNet.class).commandLine().getSubcommands().values();
    int found = 0;
    while (option.find()) {
      String name = option.group();
      if (!OF_OTHER_PROGRAMS.contains(name)) {
        assertThat(commands)
            .as(name)
            .anyMatch(command -> command.getCommandSpec().findOption(name) != null);
        found++;
      }
    }
    assertThat(found).isGreaterThan(8);
  }

  @Test
  void theProjectCompilesAndTrains() throws Exception {
    UserSources.compile(directory, List.of(SOURCE));
    Path pictures = PictureFolders.write(directory.resolve("pictures"), 10, 1);
    try (URLClassLoader loader =
        new URLClassLoader(
            new URL[] {directory.toUri().toURL()}, FirstProjectTest.class.getClassLoader())) {
      Class<?> model = loader.loadClass("photos.Photos");
      Method main = model.getMethod("main", String[].class);
      assertThat(main.getReturnType()).isEqualTo(void.class);
      Path weights = directory.resolve("photos.safetensors");
      String out =
          Calls.run(
                  SkipjackApp.of(model).commandLine(),
                  0,
                  "train",
                  "--data",
                  pictures,
                  "--epochs",
                  1,
                  "--batch",
                  8,
                  "-w",
                  weights)
              .out();
      assertThat(out).contains("Photos on pictures (train): 24 images of 3x32x32");
      assertThat(weights).exists();
    }
  }

  /** Beside what it prints itself there is nothing that libraries say of themselves. */
  @Test
  void theProjectIsQuiet() throws IOException, InterruptedException {
    assertThat(doctor(List.of())).anyMatch(line -> line.contains(" INFO "));
    assertThat(doctor(List.of(RESOURCES.toAbsolutePath().toString())))
        .anyMatch(line -> line.contains("kernels, FLOAT"))
        .noneMatch(line -> line.contains(" INFO "));
  }

  private static List<String> doctor(List<String> resources)
      throws IOException, InterruptedException {
    ProcessBuilder builder = Programs.builder(SquaresProgram.class.getName(), "doctor");
    List<String> command = builder.command();
    int path = command.indexOf("-cp") + 1;
    List<String> all = new ArrayList<>(resources);
    all.add(command.get(path));
    command.set(path, String.join(File.pathSeparator, all));
    Process process = builder.start();
    List<String> lines = process.inputReader().lines().toList();
    assertThat(process.waitFor()).as("%s", lines).isZero();
    return lines;
  }
}
