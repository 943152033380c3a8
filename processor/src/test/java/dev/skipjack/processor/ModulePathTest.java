package dev.skipjack.processor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A model in a named module. ND4J's own module descriptors ask for Lombok and others that no user
 * has, so ND4J and the runtime stay on the class path, which the module is told to read.
 */
class ModulePathTest {
  private static final String MODULE = "app";

  @TempDir private Path directory;

  private Path compile() throws IOException {
    Path module = Files.createDirectories(directory.resolve("src/app"));
    Files.writeString(
        directory.resolve("src/module-info.java"),
        "module app { requires dev.skipjack.annotations; requires jdk.incubator.vector; }");
    Files.writeString(
        module.resolve("Net.java"),
        """
        package app;
        import dev.skipjack.annotations.*;
        @Model(input = @Input(channels = 1, height = 8, width = 8))
        public class Net {
          @Repeat(block = Unit.class, times = 2) Layer units;
          @Flatten @Linear(out = 10) Layer logits;
        }
        @Block class Unit { @Conv(out = 4, kernel = 3) @BatchNorm @Relu Layer conv; }
        """);
    Files.writeString(
        module.resolve("Main.java"),
        """
        package app;
        import org.nd4j.linalg.api.buffer.DataType;
        import org.nd4j.linalg.factory.Nd4j;
        public class Main {
          public static void main(String[] arguments) {
            try (var network = NetNetwork.forTraining(1); var predicting = network.inference()) {
              var images = Nd4j.ones(DataType.FLOAT, 2, 1, 8, 8);
              System.out.println(network.getClass().getModule().getName()
                  + " predicts " + java.util.Arrays.toString(predicting.predict(images).shape()));
            }
          }
        }
        """);
    Path out = directory.resolve("out");
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      JavaCompiler.CompilationTask task =
          compiler.getTask(
              said,
              files,
              null,
              List.of(
                  "-d",
                  out.toString(),
                  "--module-path",
                  modulePath(),
                  "--class-path",
                  System.getProperty("java.class.path"),
                  "--add-reads",
                  MODULE + "=ALL-UNNAMED"),
              null,
              files.getJavaFileObjects(
                  directory.resolve("src/module-info.java"),
                  module.resolve("Net.java"),
                  module.resolve("Main.java")));
      task.setProcessors(List.of(new SkipjackProcessor()));
      assertThat(task.call()).as(said.toString()).isTrue();
    }
    return out;
  }

  @Test
  void modelsInANamedModuleCompile() throws IOException {
    Path out = compile();
    assertThat(out.resolve("app/NetTraining.class")).exists();
    assertThat(out.resolve("app/Net.md")).exists();
  }

  /** The flags that docs/in-your-project.md tells. */
  @Test
  void andRun() throws IOException, InterruptedException {
    Path said = directory.resolve("said");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--module-path",
                modulePath() + File.pathSeparator + compile(),
                "--class-path",
                System.getProperty("java.class.path"),
                "--add-reads",
                MODULE + "=ALL-UNNAMED",
                "--add-modules",
                "ALL-DEFAULT",
                "--module",
                "app/app.Main")
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    int status = process.waitFor();
    assertThat(Files.readString(said)).contains("app predicts [2, 10]", "simd");
    assertThat(status).isZero();
  }

  /** Where the module {@code dev.skipjack.annotations} lies: a directory or a jar. */
  private static String modulePath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> new File(entry).getPath().contains("annotations"))
        .filter(e -> ModuleFinder.of(Path.of(e)).find("dev.skipjack.annotations").isPresent())
        .findFirst()
        .orElseThrow();
  }
}
