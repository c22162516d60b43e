package dev.holdfast.server.diagnostics;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Draws stacks as one page of HTML that needs nothing else: no server, no network. Widths are
 * weights, callers are above their callees.
 *
 * <p>Flame graphs were invented by Brendan Gregg ("The Flame Graph", Communications of the ACM,
 * 2016). The page is ours because the maintained converters on Maven Central keep a class outside
 * any package, which the module path does not take.
 */
final class FlameGraph {
  private static final String TEMPLATE = "flamegraph.html";

  /** Narrower frames would not be seen: one in so many parts of the whole. */
  private static final int PARTS_SHOWN = 4000;

  private FlameGraph() {}

  /**
   * Writes the page.
   *
   * @param heading what it shows, for a person
   */
  static void write(Path file, StackTree tree, Profile profile, String heading) throws IOException {
    String page =
        template()
            .replace("{{data}}", data(tree, profile, heading))
            .replace("{{title}}", "Holdfast: " + profile.title());
    Files.writeString(file, page, UTF_8);
  }

  private static String template() throws IOException {
    try (InputStream in = FlameGraph.class.getResourceAsStream(TEMPLATE)) {
      return new String(Objects.requireNonNull(in, TEMPLATE).readAllBytes(), UTF_8);
    }
  }

  private static String data(StackTree tree, Profile profile, String heading) {
    Map<String, Integer> names = new LinkedHashMap<>();
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeStringProperty("title", profile.title());
      json.writeStringProperty("heading", heading);
      json.writeStringProperty("measure", profile.measure());
      json.writeStringProperty("unit", profile.unit());
      json.writeName("root");
      write(json, tree.root(), tree.root().total() / PARTS_SHOWN, names);
      json.writeName("names");
      json.writeStartArray();
      names.keySet().forEach(json::writeString);
      json.writeEndArray();
      json.writeEndObject();
    }
    // Nothing in it may end the script that it stands in.
    return text.toString().replace("<", "\\u003c");
  }

  /**
   * A frame is {@code [name, total, self, callees]}. Stacks are not deep enough to fear for ours.
   */
  private static void write(
      JsonGenerator json, StackTree.Node node, long weightMin, Map<String, Integer> names) {
    json.writeStartArray();
    int nameless = names.size();
    Integer name = names.putIfAbsent(node.frame(), nameless);
    json.writeNumber(name == null ? nameless : name);
    json.writeNumber(node.total());
    json.writeNumber(node.self());
    json.writeStartArray();
    Collection<StackTree.Node> callees = node.callees();
    for (StackTree.Node callee : callees) {
      if (callee.total() >= weightMin) {
        write(json, callee, weightMin, names);
      }
    }
    json.writeEndArray();
    json.writeEndArray();
  }
}
