package dev.skipjack.runtime.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a program may expect that asks to be started again with the Vector API. */
class RelaunchTest {
  private static final String WITH = "Vector API: true";
  private static final String WITHOUT = "Vector API: false";

  @TempDir private Path directory;

  private static final String CLASS_PATH =
      System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));

  private Process start(List<String> flags, String... arguments) throws IOException {
    return start(RelaunchedProgram.class, flags, arguments);
  }

  private Process start(Class<?> main, List<String> flags, String... arguments) throws IOException {
    List<String> words = new ArrayList<>(flags);
    words.addAll(List.of("-cp", CLASS_PATH, main.getName()));
    words.addAll(List.of(arguments));
    return java(words);
  }

  private Process java(List<String> words) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(words);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.directory(directory.toFile());
    return builder.start();
  }

  private List<String> run(int code, List<String> flags, String... arguments)
      throws IOException, InterruptedException {
    return linesOf(code, start(flags, arguments));
  }

  private static List<String> linesOf(int code, Process process) throws InterruptedException {
    List<String> lines = process.inputReader().lines().toList();
    assertThat(process.waitFor()).as("%s", lines).isEqualTo(code);
    return lines;
  }

  /** A jar without classes of its own, whose manifest names a program. */
  private Path jar(Class<?> main) throws IOException {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.put(Attributes.Name.MAIN_CLASS, main.getName());
    attributes.put(
        Attributes.Name.CLASS_PATH,
        Arrays.stream(CLASS_PATH.split(File.pathSeparator))
            .map(entry -> Path.of(entry).toUri().toString())
            .collect(Collectors.joining(" ")));
    attributes.putValue("Add-Opens", "java.base/java.lang");
    Path jar = Files.createDirectories(directory.resolve("of mine")).resolve("app.jar");
    new JarOutputStream(Files.newOutputStream(jar), manifest).close();
    return jar;
  }

  /** What its manifest opens and names holds again. */
  @ParameterizedTest
  @ValueSource(classes = {RelaunchedProgram.class, LoadingProgram.class})
  void aJarIsStartedAgainAsAJar(Class<?> main) throws Exception {
    Process process = java(List.of("-jar", jar(main).toString(), "exit", "3", "", "two words"));
    assertThat(linesOf(3, process))
        .contains(
            WITH,
            "started again: true",
            "java.lang is open: true",
            "arguments: [exit, 3, , two words]");
  }

  /** The other JVM would not find it. */
  @Test
  void aProgramInsideAnotherStaysThere() throws Exception {
    assertThat(linesOf(0, start(LoadingProgram.class, List.of(), "exit", "0")))
        .contains(WITHOUT)
        .anyMatch(line -> line.contains("RelaunchedProgram is not on its class path"));
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
