package dev.holdfast.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What a user sees of an exported package names only what a user can name. */
final class PublicApi {

  private PublicApi() {}

  /**
   * @param exported the packages that all may see
   * @param root types below it that are not exported must not be seen
   */
  static ArchRule rule(Set<String> exported, String root) {
    return classes()
        .that(isSeen(exported))
        .should(
            new ArchCondition<JavaClass>("show no hidden type") {
              @Override
              public void check(JavaClass type, ConditionEvents events) {
                for (JavaClass shown : shownBy(type)) {
                  if (!isVisible(shown, exported, root)) {
                    events.add(
                        SimpleConditionEvent.violated(
                            type,
                            "<%s> shows <%s>, which users cannot name"
                                .formatted(type.getName(), shown.getName())));
                  }
                }
              }
            });
  }

  private static DescribedPredicate<JavaClass> isSeen(Set<String> exported) {
    return DescribedPredicate.describe(
        "are exported", type -> exported.contains(type.getPackageName()) && isAccessible(type));
  }

  private static boolean isAccessible(JavaClass type) {
    return isShown(type.getModifiers())
        && type.getEnclosingClass().map(PublicApi::isAccessible).orElse(true);
  }

  private static boolean isShown(Set<JavaModifier> modifiers) {
    return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
  }

  private static boolean isVisible(JavaClass shown, Set<String> exported, String root) {
    JavaClass type = shown.getBaseComponentType();
    return type.isPrimitive()
        || !Codebase.isWithin(type.getPackageName(), root)
        || (exported.contains(type.getPackageName()) && isAccessible(type));
  }

  private static Set<JavaClass> shownBy(JavaClass type) {
    Stream<JavaType> ofMembers =
        type.getMembers().stream()
            .filter(member -> isShown(member.getModifiers()))
            .filter(member -> !member.getModifiers().contains(JavaModifier.SYNTHETIC))
            .flatMap(PublicApi::typesOf);
    Set<JavaClass> shown = new TreeSet<>(Comparator.comparing(JavaClass::getName));
    Stream.of(
            ofMembers,
            type.getSuperclass().stream(),
            type.getInterfaces().stream(),
            type.getTypeParameters().stream())
        .flatMap(types -> types)
        .flatMap(seen -> seen.getAllInvolvedRawTypes().stream())
        .forEach(shown::add);
    return shown;
  }

  private static Stream<JavaType> typesOf(JavaMember member) {
    return switch (member) {
      case JavaField field -> Stream.of(field.getType());
      case JavaCodeUnit unit ->
          Stream.of(
                  Stream.of(unit.getReturnType()),
                  unit.getParameterTypes().stream(),
                  unit.getTypeParameters().stream(),
                  unit.getThrowsClause().stream().map(thrown -> thrown.getRawType()))
              .flatMap(types -> types);
      default -> Stream.empty();
    };
  }
}
