package dev.holdfast.examples;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a Markdown file takes from elsewhere: code, which must be quoted, and links. */
record Quotations(List<String> snippets, List<String> links) {
  private static final Pattern JAVA = Pattern.compile("(?ms)^ *```java\\R(.*?)^ *```");
  private static final Pattern FENCE = Pattern.compile("(?ms)^ *```.*?^ *```[^\\S\\n]*$");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^()\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.*?) *#*$");
  private static final Pattern ELSEWHERE = Pattern.compile("[a-z][a-z+.-]*:.*");

  static Quotations of(String markdown) {
    return new Quotations(
        JAVA.matcher(markdown).results().map(found -> found.group(1)).toList(),
        LINK.matcher(FENCE.matcher(markdown).replaceAll(""))
            .results()
            .map(found -> found.group(1))
            .filter(link -> !ELSEWHERE.matcher(link).matches())
            .toList());
  }

  /** Without white space: the same code further to the left is broken into other lines. */
  static String bare(String code) {
    return code.replaceAll("\\s+", "");
  }

  /** The snippets that are in none of these sources, each of which is {@link #bare}. */
  List<String> invented(List<String> bareSources) {
    return snippets.stream()
        .filter(snippet -> bareSources.stream().noneMatch(it -> it.contains(bare(snippet))))
        .toList();
  }

  /** The links of this file that lead to no file, or to no heading in it. */
  List<String> dead(Path file) {
    List<String> dead = new ArrayList<>();
    for (String link : links) {
      Matcher parts = Pattern.compile("([^#]*)(?:#(.*))?").matcher(link);
      if (parts.matches()) {
        Path target =
            parts.group(1).isEmpty() ? file : file.resolveSibling(parts.group(1)).normalize();
        if (!Files.exists(target)
            || (parts.group(2) != null && !anchors(target).contains(parts.group(2)))) {
          dead.add(link);
        }
      }
    }
    return dead;
  }

  /** The names that a page's headings go by. */
  private static Set<String> anchors(Path page) {
    Set<String> anchors = new TreeSet<>();
    Matcher headings = HEADING.matcher(FENCE.matcher(Repository.read(page)).replaceAll(""));
    while (headings.find()) {
      anchors.add(
          headings
              .group(1)
              .toLowerCase(Locale.ROOT)
              .replaceAll("[^\\p{L}\\p{N} _-]", "")
              .replace(' ', '-'));
    }
    return anchors;
  }
}
