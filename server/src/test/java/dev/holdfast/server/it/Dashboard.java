package dev.holdfast.server.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The dashboard's panels and what they ask, with Grafana's variables filled in. */
final class Dashboard {
  static final Path DIRECTORY = Path.of("..", "observability", "dashboards").toAbsolutePath();
  static final Path FILE = DIRECTORY.resolve("holdfast.json");

  private Dashboard() {}

  /**
   * One expression of a panel.
   *
   * @param panel the panel's title
   * @param legend what the expression is called there
   * @param expression as Prometheus takes it
   */
  record Question(String panel, String legend, String expression) {}

  static List<Question> questions() throws IOException {
    JsonNode dashboard = new JsonMapper().readTree(Files.readString(FILE));
    return dashboard
        .path("panels")
        .valueStream()
        .flatMap(panel ->
            panel
                .path("targets")
                .valueStream()
                .map(target ->
                    new Question(
                        panel.path("title").asString(),
                        target.path("legendFormat").asString(),
                        fill(target.path("expr").asString()))))
        .toList();
  }

  private static String fill(String expression) {
    return expression
        .replace("$__rate_interval", "10s")
        .replace("$instance", ".*")
        .replace("$queue", ".*");
  }

  /** Each question as a recording rule: what is wrong in one, promtool and Prometheus find. */
  static String asRules(List<Question> questions) {
    return IntStream.range(0, questions.size())
        .mapToObj(i ->
            "      - record: panel:question_%d:now\n        expr: |-\n          %s\n"
                .formatted(i, questions.get(i).expression()))
        .collect(Collectors.joining("", "groups:\n  - name: panels\n    rules:\n", ""));
  }
}
