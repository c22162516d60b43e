package dev.holdfast.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.holdfast.architecture.planted.Violation;

/** A module imports what its row of the table allows, and the JDK without its network. */
final class ModuleGraph {

  private ModuleGraph() {}

  static ArchRule rule(ModuleTable.Row row, String root) {
    return classes()
        .that()
        .resideInAPackage(row.packageIn(root) + "..")
        .should(
            new ArchCondition<JavaClass>("import only what the table allows") {
              @Override
              public void check(JavaClass type, ConditionEvents events) {
                for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                  JavaClass target = dependency.getTargetClass().getBaseComponentType();
                  if (!mayImport(row, root, target)) {
                    events.add(SimpleConditionEvent.violated(type, dependency.getDescription()));
                  }
                }
              }
            });
  }

  private static boolean mayImport(ModuleTable.Row row, String root, JavaClass target) {
    if (target.isPrimitive() || target.isEquivalentTo(Violation.class)) {
      return true;
    }
    String name = target.getPackageName();
    if (Codebase.isWithin(name, root)) {
      return Codebase.isWithin(name, row.packageIn(root))
          || row.modules().stream().anyMatch(other -> Codebase.isWithin(name, root + "." + other));
    }
    return (Codebase.isWithin(name, "java") && !Codebase.isWithin(name, "java.net"))
        || Codebase.isWithin(name, "org.jspecify.annotations")
        || row.outside().mayImport(name);
  }
}
