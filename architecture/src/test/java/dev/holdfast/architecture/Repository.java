package dev.holdfast.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** The sources and POMs of this repository. */
final class Repository {

  private Repository() {}

  static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(folder.resolve(".mvn"))) {
      folder = folder.getParent();
      if (folder == null) {
        throw new IllegalStateException(
            "run the tests inside the repository: no .mvn folder found");
      }
    }
    return folder;
  }

  /** The folders that the root POM builds. */
  static List<String> modules() {
    return children(child(pom(""), "modules"), "module").stream()
        .map(module -> module.getTextContent().strip())
        .toList();
  }

  /** The {@code project} element of a module's POM; the root's for an empty name. */
  static Element pom(String module) {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(root().resolve(module).resolve("pom.xml").toFile())
          .getDocumentElement();
    } catch (ParserConfigurationException | SAXException | IOException e) {
      throw new IllegalStateException("cannot read the POM of " + module, e);
    }
  }

  static Element child(Element parent, String name) {
    List<Element> found = children(parent, name);
    if (found.isEmpty()) {
      throw new IllegalStateException("<" + parent.getTagName() + "> has no <" + name + ">");
    }
    return found.getFirst();
  }

  static List<Element> children(Element parent, String name) {
    List<Element> found = new ArrayList<>();
    for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element element && element.getTagName().equals(name)) {
        found.add(element);
      }
    }
    return found;
  }

  /** Every Java file of every module, {@code kind} being "main" or "test". */
  static List<Path> sources(String kind) {
    List<Path> files = new ArrayList<>();
    for (String module : modules()) {
      Path folder = root().resolve(module).resolve("src").resolve(kind).resolve("java");
      if (Files.isDirectory(folder)) {
        try (Stream<Path> walk = Files.walk(folder)) {
          walk.filter(file -> file.toString().endsWith(".java")).sorted().forEach(files::add);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    return files;
  }
}
