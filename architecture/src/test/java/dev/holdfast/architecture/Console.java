package dev.holdfast.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;

/** A library talks to its caller, not to the console; only a {@code main} method may name that. */
final class Console {

  private static final Set<String> WRITES =
      Set.of(
          "java.lang.System.out",
          "java.lang.System.err",
          "java.lang.System.console",
          "java.lang.IO.print",
          "java.lang.IO.println");

  private Console() {}

  static ArchRule rule() {
    return noClasses()
        .should()
        .accessTargetWhere(
            DescribedPredicate.<JavaAccess<?>>describe(
                "is the console", access -> isConsole(access) && !isMain(access.getOrigin())));
  }

  private static boolean isConsole(JavaAccess<?> access) {
    String name = access.getTarget().getName();
    return WRITES.contains(access.getTargetOwner().getName() + "." + name)
        || name.equals("printStackTrace");
  }

  private static boolean isMain(JavaCodeUnit unit) {
    return unit.getName().equals("main");
  }
}
