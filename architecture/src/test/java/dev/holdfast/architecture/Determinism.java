package dev.holdfast.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.holdfast.architecture.planted.Violation;
import java.util.Set;

/**
 * The state machine does the same everywhere: no clock, no randomness, no threads, no I/O, no
 * logging, and nothing that differs from machine to machine. Packages of the JDK are listed that it
 * may use, so that a new one has to be argued for; within these, what it may not.
 */
final class Determinism {

  private static final Set<String> PACKAGES =
      Set.of(
          "java.lang",
          "java.lang.annotation",
          "java.lang.invoke",
          "java.nio",
          "java.nio.charset",
          "java.util",
          "java.util.function",
          "java.util.stream",
          "org.jspecify.annotations");

  private static final Set<String> NOT_THESE_TYPES =
      Set.of(
          "java.lang.ClassLoader",
          "java.lang.IO",
          "java.lang.InheritableThreadLocal",
          "java.lang.Process",
          "java.lang.ProcessBuilder",
          "java.lang.ProcessHandle",
          "java.lang.Runtime",
          "java.lang.ScopedValue",
          "java.lang.System$Logger",
          "java.lang.Thread",
          "java.lang.ThreadLocal",
          "java.util.Calendar",
          "java.util.Date",
          "java.util.GregorianCalendar",
          "java.util.IdentityHashMap",
          "java.util.Properties",
          "java.util.Random",
          "java.util.ResourceBundle",
          "java.util.Scanner",
          "java.util.ServiceLoader",
          "java.util.SplittableRandom",
          "java.util.TimeZone",
          "java.util.Timer",
          "java.util.TimerTask",
          "java.util.UUID",
          "java.util.WeakHashMap");

  private static final Set<String> NOT_THESE_MEMBERS =
      Set.of(
          "java.lang.Math.random",
          "java.lang.Object.hashCode",
          "java.lang.Object.notify",
          "java.lang.Object.notifyAll",
          "java.lang.Object.wait",
          "java.lang.StrictMath.random",
          "java.nio.ByteOrder.nativeOrder",
          "java.nio.charset.Charset.defaultCharset",
          "java.util.Collection.parallelStream",
          "java.util.Collections.shuffle",
          "java.util.List.parallelStream",
          "java.util.Locale.getDefault",
          "java.util.stream.IntStream.parallel",
          "java.util.stream.LongStream.parallel",
          "java.util.stream.Stream.parallel");

  private Determinism() {}

  static ArchRule rule(String home) {
    return classes()
        .that()
        .resideInAPackage(home + "..")
        .should(
            new ArchCondition<JavaClass>("do the same everywhere") {
              @Override
              public void check(JavaClass type, ConditionEvents events) {
                type.getDirectDependenciesFromSelf().stream()
                    .filter(dependency -> !isAllowed(dependency, home))
                    .map(Dependency::getDescription)
                    .forEach(text -> events.add(SimpleConditionEvent.violated(type, text)));
                type.getAccessesFromSelf().stream()
                    .filter(access -> isForbidden(access.getTarget()))
                    .map(JavaAccess::getDescription)
                    .forEach(text -> events.add(SimpleConditionEvent.violated(type, text)));
                type.getCodeUnits().stream()
                    .filter(unit -> unit.getModifiers().contains(JavaModifier.SYNCHRONIZED))
                    .map(JavaCodeUnit::getDescription)
                    .forEach(text -> events.add(SimpleConditionEvent.violated(type, text)));
              }
            });
  }

  private static boolean isAllowed(Dependency dependency, String home) {
    JavaClass target = dependency.getTargetClass().getBaseComponentType();
    return target.isPrimitive()
        || target.isEquivalentTo(Violation.class)
        || Codebase.isWithin(target.getPackageName(), home)
        || (PACKAGES.contains(target.getPackageName())
            && !NOT_THESE_TYPES.contains(target.getName()));
  }

  private static boolean isForbidden(AccessTarget target) {
    String owner = target.getOwner().getName();
    return NOT_THESE_MEMBERS.contains(owner + "." + target.getName())
        || (owner.equals("java.lang.System") && !target.getName().equals("arraycopy"));
  }
}
