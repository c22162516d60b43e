package dev.holdfast.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import dev.holdfast.architecture.planted.Violation;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Proof that a rule can fail. */
final class Planted {

  private static final Pattern SUBJECT = Pattern.compile("<([\\w.]+)");

  private Planted() {}

  /** The rule must find every {@link Violation} in this folder, and nothing else in it. */
  static void assertThatFindsThem(ArchRule rule, String folder) {
    JavaClasses classes = Codebase.planted(folder);
    assertThatFindsThem(Codebase.violations(rule, classes), classes);
  }

  static void assertThatFindsThem(Collection<String> violations, JavaClasses classes) {
    Set<String> expected = new TreeSet<>();
    for (JavaClass type : classes) {
      if (type.isAnnotatedWith(Violation.class)) {
        expected.add(type.getName());
      }
    }
    assertThat(expected).isNotEmpty();
    assertThat(subjects(violations)).isEqualTo(expected);
  }

  /** The top-level classes that the violations are about: each names its own first. */
  private static Set<String> subjects(Collection<String> violations) {
    Set<String> subjects = new TreeSet<>();
    for (String violation : violations) {
      Matcher matcher = SUBJECT.matcher(violation);
      assertThat(matcher.find()).as(violation).isTrue();
      subjects.add(topLevel(matcher.group(1)));
    }
    return subjects;
  }

  private static String topLevel(String name) {
    Matcher matcher = Pattern.compile("([a-z]\\w*\\.)+[A-Z]\\w*").matcher(name);
    return matcher.lookingAt() ? matcher.group() : name;
  }
}
