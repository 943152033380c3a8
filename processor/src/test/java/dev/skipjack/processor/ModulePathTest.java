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
 * A model in a named module. ND4J's own module descriptor asks for Lombok, so ND4J and the runtime
 * stay on the class path, which the module is told to read.
 */
class ModulePathTest {
  @TempDir private Path directory;

  @Test
  void modelsInANamedModuleCompile() throws IOException {
    Path module = Files.createDirectories(directory.resolve("src/app"));
    Files.writeString(
        directory.resolve("src/module-info.java"),
        "module app { requires dev.skipjack.annotations; }");
    Files.writeString(
        module.resolve("Net.java"),
        """
        package app;
        import dev.skipjack.annotations.*;
        @Model(input = @Input(channels = 1, height = 2, width = 2))
        public class Net {
          @Flatten @Linear(out = 10) Layer logits;
        }
        """);
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
                  directory.resolve("out").toString(),
                  "--module-path",
                  modulePath(),
                  "--class-path",
                  System.getProperty("java.class.path"),
                  "--add-reads",
                  "app=ALL-UNNAMED"),
              null,
              files.getJavaFileObjects(
                  directory.resolve("src/module-info.java"), module.resolve("Net.java")));
      task.setProcessors(List.of(new SkipjackProcessor()));
      assertThat(task.call()).as(said.toString()).isTrue();
    }
    assertThat(directory.resolve("out/app/NetTraining.class")).exists();
    assertThat(directory.resolve("out/app/Net.md")).exists();
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
