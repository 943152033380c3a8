package dev.skipjack.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What these pages show in Java compiles as it stands there, imports included. */
@Tag("exhaustive")
class PagesTest {
  /** Of the README what begins with a package: its other pieces show annotations alone. */
  private static final Path README = Path.of("../README.md");

  private static final List<Path> PAGES =
      List.of(Path.of("../docs/data.md"), Path.of("../docs/training.md"));

  private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  private static final Pattern PACKAGE = Pattern.compile("^package ([\\w.]+);\n");

  private static final Pattern TYPE =
      Pattern.compile("^(?:public )?class (\\w+)", Pattern.MULTILINE);

  private static final Pattern IMPORTS = Pattern.compile("^(import [^\n]+\n|\n)*");

  @TempDir private Path directory;

  @Test
  void whatIsShownCompiles() throws IOException {
    List<Path> sources = new ArrayList<>();
    for (String shown : shown(README)) {
      if (shown.startsWith("package ")) {
        sources.add(write(shown, sources.size()));
      }
    }
    assertThat(sources).as(README.toString()).isNotEmpty();
    for (Path page : PAGES) {
      int before = sources.size();
      for (String shown : shown(page)) {
        sources.add(write(shown, sources.size()));
      }
      assertThat(sources).as(page.toString()).hasSizeGreaterThan(before);
    }
    UserSources.compile(directory, sources);
  }

  private static List<String> shown(Path page) throws IOException {
    return JAVA.matcher(Files.readString(page)).results().map(found -> found.group(1)).toList();
  }

  /** Statements behind imports become those of a method. */
  private Path write(String shown, int number) throws IOException {
    String inPackage = PACKAGE.matcher(shown).results().findFirst().map(PagesTest::name).orElse("");
    String type = TYPE.matcher(shown).results().findFirst().map(PagesTest::name).orElse("");
    String source = shown;
    if (type.isEmpty()) {
      type = "Statements";
      int end = IMPORTS.matcher(shown).results().findFirst().orElseThrow().end();
      source =
          shown.substring(0, end)
              + "class Statements {\n  void run() throws Exception {\n"
              + shown.substring(end)
              + "  }\n}\n";
    }
    if (inPackage.isEmpty()) {
      inPackage = "page" + number;
      source = "package " + inPackage + ";\n" + source;
    }
    Path file = directory.resolve(inPackage.replace('.', '/')).resolve(type + ".java");
    Files.createDirectories(file.getParent());
    return Files.writeString(file, source);
  }

  private static String name(MatchResult found) {
    return found.group(1);
  }
}
