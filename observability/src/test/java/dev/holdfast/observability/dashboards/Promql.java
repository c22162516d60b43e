package dev.holdfast.observability.dashboards;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an expression of PromQL names. Not its grammar, but enough of it to find metrics and labels:
 * a name that is no function, no keyword and not in a list of labels is a metric.
 *
 * @param metrics as they stand there, suffixes and all
 * @param labels those that are matched and those that are grouped by
 */
record Promql(Set<String> metrics, Set<String> labels) {
  private static final Pattern TOKEN =
      Pattern.compile(
          "\"(?:[^\"\\\\]|\\\\.)*\"|\\[[^\\]]*\\]|[0-9.]+\\w*|[a-zA-Z_:][a-zA-Z0-9_:]*|[{}(),]|[=!]~|\\S");
  private static final Set<String> LISTS_FOLLOW = Set.of("by", "without", "on", "ignoring");
  private static final Set<String> KEYWORDS = Set.of("and", "or", "unless", "bool", "offset");

  static Promql of(String expression) {
    Reader reader = new Reader(tokens(expression));
    reader.read();
    return new Promql(reader.metrics, reader.labels);
  }

  private static List<String> tokens(String expression) {
    List<String> tokens = new ArrayList<>();
    Matcher matcher = TOKEN.matcher(expression);
    while (matcher.find()) {
      tokens.add(matcher.group());
    }
    return tokens;
  }

  private static final class Reader {
    private final List<String> tokens;
    private final Set<String> metrics = new TreeSet<>();
    private final Set<String> labels = new TreeSet<>();
    private int next;

    Reader(List<String> tokens) {
      this.tokens = tokens;
    }

    void read() {
      while (next < tokens.size()) {
        String token = tokens.get(next++);
        if (token.equals("{")) {
          labelsUntil("}");
        } else if (LISTS_FOLLOW.contains(token)) {
          labelsUntil(")");
        } else if (isName(token) && !KEYWORDS.contains(token) && !isCalled()) {
          metrics.add(token);
        }
      }
    }

    /** A function or an aggregation, which may group before it opens its bracket. */
    private boolean isCalled() {
      return next < tokens.size()
          && (tokens.get(next).equals("(") || LISTS_FOLLOW.contains(tokens.get(next)));
    }

    private void labelsUntil(String end) {
      while (!tokens.get(next).equals(end)) {
        String token = tokens.get(next++);
        if (isName(token)) {
          labels.add(token);
        }
      }
      next++;
    }

    private static boolean isName(String token) {
      return Character.isLetter(token.charAt(0)) || token.charAt(0) == '_';
    }
  }
}
