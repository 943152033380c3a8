package dev.skipjack.processor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** Who imports the BOM names none of our versions. */
class BomTest {
  /** What no project depends on. */
  private static final Set<String> NO_DEPENDENCIES =
      Set.of("skipjack-bom", "skipjack-natives", "skipjack-archetype");

  private static final XPath XPATH = XPathFactory.newInstance().newXPath();

  private static Document pom(Path directory) throws Exception {
    Path file = directory.resolve("pom.xml");
    return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
  }

  private static NodeList nodes(String path, Document pom) throws Exception {
    return (NodeList) XPATH.evaluate(path, pom, XPathConstants.NODESET);
  }

  /** Artifacts by their name, each with its type. */
  private static void addPublished(Path directory, Map<String, String> published) throws Exception {
    Document pom = pom(directory);
    NodeList modules = nodes("/project/modules/module", pom);
    for (int i = 0; i < modules.getLength(); i++) {
      Path module = directory.resolve(modules.item(i).getTextContent());
      Document child = pom(module);
      String name = XPATH.evaluate("/project/artifactId", child);
      String skipped = XPATH.evaluate("/project/properties/maven.deploy.skip", child);
      if (!skipped.equals("true") && !NO_DEPENDENCIES.contains(name)) {
        String packaging = XPATH.evaluate("/project/packaging", child);
        published.put(name, packaging.isEmpty() ? "jar" : packaging);
      }
      addPublished(module, published);
    }
  }

  @Test
  void everythingOfOursThatIsPublishedIsInTheBom() throws Exception {
    Map<String, String> published = new TreeMap<>();
    addPublished(Path.of(".."), published);
    Map<String, String> managed = new TreeMap<>();
    Document bom = pom(Path.of("../bom"));
    String dependency = "/project/dependencyManagement/dependencies/dependency";
    NodeList ours = nodes(dependency + "[groupId='dev.skipjack']", bom);
    for (int i = 1; i <= ours.getLength(); i++) {
      String one = "(" + dependency + "[groupId='dev.skipjack'])[" + i + "]";
      String type = XPATH.evaluate(one + "/type", bom);
      String name = XPATH.evaluate(one + "/artifactId", bom);
      managed.put(name, type.isEmpty() ? "jar" : type);
      assertThat(XPATH.evaluate(one + "/version", bom)).as(name).isEqualTo("${project.version}");
    }
    assertThat(managed).isEqualTo(published).containsKey("skipjack-cpu-linux-x86_64");
  }

  @Test
  void theReleasesPageNamesEveryLibrary() throws Exception {
    Map<String, String> published = new TreeMap<>();
    addPublished(Path.of(".."), published);
    published.values().removeIf("pom"::equals);
    String page = Files.readString(Path.of("../docs/releases.md"));
    assertThat(published.keySet()).allMatch(name -> page.contains("`" + name + "`"));
  }
}
