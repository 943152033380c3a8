package dev.skipjack.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Links between the pages of this repository lead to files, and to headings, that exist. */
@Tag("exhaustive")
class LinksTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private static final Pattern CODE = Pattern.compile("```.*?```", Pattern.DOTALL);

  private static final Pattern LINK =
      Pattern.compile("\\]\\((?!https?:)([^)#\\s]*)(?:#([^)\\s]*))?\\)");

  private static final Pattern HEADING = Pattern.compile("^#+ (.*)$", Pattern.MULTILINE);

  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>();
    for (String directory : List.of(".", "benchmarks", "docs", "docs/decisions")) {
      try (Stream<Path> files = Files.list(ROOT.resolve(directory).normalize())) {
        files.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
      }
    }
    return pages;
  }

  private static String prose(Path page) throws IOException {
    return CODE.matcher(Files.readString(page)).replaceAll("");
  }

  /** As GitHub calls them. */
  private static Set<String> headings(Path page) throws IOException {
    return HEADING
        .matcher(prose(page))
        .results()
        .map(found -> found.group(1).replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1"))
        .map(text -> text.strip().toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}_ -]", ""))
        .map(text -> text.replace(' ', '-'))
        .collect(Collectors.toSet());
  }

  @Test
  void everyLinkLeadsSomewhere() throws IOException {
    List<String> broken = new ArrayList<>();
    List<Path> pages = pages();
    assertThat(pages).hasSizeGreaterThan(50);
    for (Path page : pages) {
      for (var link : LINK.matcher(prose(page)).results().toList()) {
        Path to = link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1)).normalize();
        String heading = link.group(2);
        if (!Files.exists(to)
            || heading != null
                && to.toString().endsWith(".md")
                && !headings(to).contains(heading)) {
          broken.add(ROOT.relativize(page) + ": " + link.group());
        }
      }
    }
    assertThat(broken).isEmpty();
  }
}
