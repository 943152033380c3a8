package dev.skipjack.runtime.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a program may expect that asks to be started again with the Vector API. */
class RelaunchTest {
  private static final String WITH = "Vector API: true";
  private static final String WITHOUT = "Vector API: false";

  @TempDir private Path directory;

  private Process start(List<String> flags, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(RelaunchedProgram.class.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.directory(directory.toFile());
    return builder.start();
  }

  private List<String> run(int code, List<String> flags, String... arguments)
      throws IOException, InterruptedException {
    Process process = start(flags, arguments);
    List<String> lines = process.inputReader().lines().toList();
    assertThat(process.waitFor()).as("%s", lines).isEqualTo(code);
    return lines;
  }

  @Test
  void itHasTheVectorApiAndWhatItWasStartedWith() throws Exception {
    List<String> lines =
        run(7, List.of("-Xmx96m", "-Dof.mine=a b"), "exit", "7", "", "two words", "--add \"q\" $x");
    assertThat(lines)
        .contains(
            WITH,
            "heap: 96",
            "property: a b",
            "arguments: [exit, 7, , two words, --add \"q\" $x]",
            "directory: " + directory.toRealPath());
    assertThat(lines).filteredOn(line -> line.startsWith("Vector API")).hasSize(1);
  }

  @Test
  void withTheVectorApiNothingIsStarted() throws Exception {
    assertThat(run(0, List.of("--add-modules", "jdk.incubator.vector"), "exit", "0"))
        .contains(WITH, "started again: false");
    assertThat(run(0, List.of(), "exit", "0")).contains(WITH, "started again: true");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-Dskipjack.relaunch=false", "-Dskipjack.kernels=nd4j"})
  void whoWantsNoneGetsNone(String flag) throws Exception {
    assertThat(run(0, List.of(flag), "exit", "0")).contains(WITHOUT);
  }

  /** Two JVMs would listen at its port. */
  @Test
  void aDebuggerKeepsItsJvm() throws Exception {
    String agent = "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0";
    assertThat(run(0, List.of(agent), "exit", "0"))
        .contains(WITHOUT)
        .anyMatch(
            line -> line.contains(agent + " watches it: add --add-modules jdk.incubator.vector"));
  }

  @Test
  void aSettingThatMeansNothingIsRefused() throws Exception {
    assertThat(run(1, List.of("-Dskipjack.relaunch=perhaps"), "exit", "0"))
        .anyMatch(line -> line.contains("-Dskipjack.relaunch=perhaps: expected true or false"));
  }

  /** What is saved at the end is saved, and the exit code is the signal's. */
  @Test
  void aSignalReachesIt() throws Exception {
    Path saved = directory.resolve("saved");
    Process process = start(List.of(), "wait", saved.toString());
    assertThat(firstOf(process)).isEqualTo(WITH);
    process.destroy();
    assertThat(process.waitFor()).isEqualTo(143);
    assertThat(saved).hasContent("saved");
  }

  /** Nobody could end it by the number that the user knows. */
  @Test
  void itDoesNotOutliveAKilledProgram() throws Exception {
    Path saved = directory.resolve("saved");
    Process process = start(List.of(), "wait", saved.toString());
    assertThat(firstOf(process)).isEqualTo(WITH);
    ProcessHandle child = process.children().findFirst().orElseThrow();
    process.destroyForcibly();
    child.onExit().get(30, TimeUnit.SECONDS);
    assertThat(Files.readString(saved)).isEqualTo("saved");
  }

  private static String firstOf(Process process) throws IOException {
    String line;
    do {
      line = process.inputReader().readLine();
    } while (line != null && !line.startsWith("Vector API"));
    return line;
  }
}
