package dev.holdfast.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.domain.JavaFieldAccess.AccessType;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Collections in the order of hash codes, or in one that differs from run to run, may be looked up
 * but never iterated.
 *
 * <p>Byte code does not say what a variable holds. So the rule is about methods: one that makes,
 * receives or reads such a collection may only look things up in whatever is a map, a set or a
 * collection of unknown order, and may not let one out under a name that says less: no result and
 * no argument declared as {@code Map}, {@code Set}, {@code Collection} or {@code Iterable}. A field
 * declared so, and set by such a method, must be private, and makes every method that uses it one
 * of them. Lists, sorted and linked collections are free. The rule does not see a collection that
 * is handed out as an {@code Object}, or turned into text by string concatenation.
 */
final class HashOrder {

  private static final Set<String> HASHED =
      Set.of(
          "java.util.HashMap",
          "java.util.HashSet",
          "java.util.Hashtable",
          "java.util.IdentityHashMap",
          "java.util.Properties",
          "java.util.WeakHashMap",
          "java.util.concurrent.ConcurrentHashMap",
          "java.util.concurrent.ConcurrentHashMap$KeySetView");

  /** What makes one without naming its type. */
  private static final Set<String> FACTORIES =
      Set.of(
          "java.util.Map.of",
          "java.util.Map.ofEntries",
          "java.util.Map.copyOf",
          "java.util.Set.of",
          "java.util.Set.copyOf",
          "java.util.Collections.newSetFromMap",
          "java.util.stream.Collectors.groupingBy",
          "java.util.stream.Collectors.groupingByConcurrent",
          "java.util.stream.Collectors.toConcurrentMap",
          "java.util.stream.Collectors.toMap",
          "java.util.stream.Collectors.toSet",
          "java.util.stream.Collectors.toUnmodifiableMap",
          "java.util.stream.Collectors.toUnmodifiableSet");

  private static final Set<String> OF_UNKNOWN_ORDER =
      Set.of(
          "java.lang.Iterable",
          "java.util.AbstractCollection",
          "java.util.AbstractMap",
          "java.util.AbstractSet",
          "java.util.Collection",
          "java.util.Map",
          "java.util.Set");

  private static final Set<String> LOOKING_UP =
      Set.of(
          "<init>",
          "add",
          "clear",
          "compute",
          "computeIfAbsent",
          "computeIfPresent",
          "contains",
          "containsKey",
          "get",
          "getOrDefault",
          "isEmpty",
          "merge",
          "newHashMap",
          "newHashSet",
          "newKeySet",
          "put",
          "putIfAbsent",
          "remove",
          "size");

  private HashOrder() {}

  static ArchRule rule(DescribedPredicate<JavaClass> where) {
    return classes()
        .that(where)
        .should(
            new ArchCondition<JavaClass>("not iterate in the order of hash codes") {
              @Override
              public void check(JavaClass type, ConditionEvents events) {
                Set<String> fields = fieldsThatHoldOne(type);
                for (JavaCodeUnit unit : type.getCodeUnits()) {
                  if (holdsOne(unit, fields)) {
                    for (String problem : problems(unit)) {
                      events.add(SimpleConditionEvent.violated(type, problem));
                    }
                  }
                }
              }
            });
  }

  /** Its fields of a hashed type, and those of unknown order that its methods put one into. */
  private static Set<String> fieldsThatHoldOne(JavaClass type) {
    Set<String> fields = new HashSet<>();
    int known;
    do {
      known = fields.size();
      for (JavaCodeUnit unit : type.getCodeUnits()) {
        if (holdsOne(unit, fields)) {
          settingOfUnknownOrder(unit).forEach(access -> fields.add(nameOf(access)));
        }
      }
    } while (fields.size() > known);
    return fields;
  }

  private static boolean holdsOne(JavaCodeUnit unit, Set<String> fields) {
    return unit.getRawParameterTypes().stream().anyMatch(HashOrder::isHashed)
        || unit.getFieldAccesses().stream()
            .anyMatch(access -> isHashed(typeOf(access)) || fields.contains(nameOf(access)))
        || used(unit).anyMatch(HashOrder::makesOne);
  }

  private static boolean makesOne(CodeUnitAccessTarget target) {
    return isHashed(target.getOwner()) || isHashed(target.getRawReturnType()) || isFactory(target);
  }

  private static List<String> problems(JavaCodeUnit unit) {
    List<String> problems = new ArrayList<>();
    used(unit)
        .filter(target -> iterates(target) || takesUnderAnotherName(target))
        .forEach(target -> problems.add(problem(unit, "calls", target.getFullName())));
    settingOfUnknownOrder(unit)
        .filter(access -> !isPrivate(access))
        .forEach(access -> problems.add(problem(unit, "sets", nameOf(access))));
    if (isOfUnknownOrder(unit.getRawReturnType())) {
      problems.add(problem(unit, "returns a", unit.getRawReturnType().getName()));
    }
    return problems;
  }

  private static boolean iterates(CodeUnitAccessTarget target) {
    JavaClass owner = target.getOwner();
    return (isHashed(owner) || isOfUnknownOrder(owner))
        && !LOOKING_UP.contains(target.getName())
        && !isFactory(target);
  }

  private static boolean isFactory(CodeUnitAccessTarget target) {
    return FACTORIES.contains(target.getOwner().getName() + "." + target.getName());
  }

  private static boolean takesUnderAnotherName(CodeUnitAccessTarget target) {
    return target.getRawParameterTypes().stream().anyMatch(HashOrder::isOfUnknownOrder);
  }

  private static Stream<CodeUnitAccessTarget> used(JavaCodeUnit unit) {
    Stream<JavaCodeUnitAccess<?>> references =
        Stream.concat(
            unit.getMethodReferencesFromSelf().stream(),
            unit.getConstructorReferencesFromSelf().stream());
    return Stream.concat(unit.getCallsFromSelf().stream(), references)
        .map(JavaCodeUnitAccess::getTarget);
  }

  private static Stream<JavaFieldAccess> settingOfUnknownOrder(JavaCodeUnit unit) {
    return unit.getFieldAccesses().stream()
        .filter(access -> access.getAccessType() == AccessType.SET)
        .filter(access -> isOfUnknownOrder(typeOf(access)));
  }

  private static boolean isPrivate(JavaFieldAccess access) {
    return access
        .getTarget()
        .resolveMember()
        .filter(field -> field.getModifiers().contains(JavaModifier.PRIVATE))
        .isPresent();
  }

  private static String nameOf(JavaFieldAccess access) {
    return access.getTarget().getFullName();
  }

  private static JavaClass typeOf(JavaFieldAccess access) {
    return access.getTarget().getRawType();
  }

  private static boolean isHashed(JavaClass type) {
    return HASHED.contains(type.getName());
  }

  private static boolean isOfUnknownOrder(JavaClass type) {
    return OF_UNKNOWN_ORDER.contains(type.getName());
  }

  private static String problem(JavaCodeUnit unit, String verb, String what) {
    return "<%s> holds a hashed collection and %s <%s>".formatted(unit.getFullName(), verb, what);
  }
}
