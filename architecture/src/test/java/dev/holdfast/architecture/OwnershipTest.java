package dev.holdfast.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What is not made for many threads is in the hands of those classes alone that its one thread
 * runs, and of those that make it before that thread starts. The table is exact: a name more or
 * less in the code breaks it, so it cannot be true of nothing.
 */
class OwnershipTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # what is owned           | by whom
          engine.internal.StateOwner  | CommitLoop EngineRuntime VirtualHost
          engine.internal.JobLog      | EngineRuntime StateOwner VirtualHost
          engine.internal.WaitingList | StateOwner
          engine.internal.ByIdentity  | WaitingList
          engine.internal.Counters    | StateOwner
          engine.internal.EventCodec  | EngineConfig JobLog LoggedEvents ReadOnlyStore
          engine.internal.JsonScanner | JsonInput JsonPayload
          engine.internal.KnownTexts  | JsonScanner
          wal.internal.SegmentWriter  | CommitThread LogOpening
          wal.internal.SyncPolicy     | BatchQueue CommitThread LogOpening
          wal.internal.Batch          | BatchQueue CommitThread SegmentWriter
          """)
  void whatOneThreadOwnsIsInTheHandsOfThatThreadAlone(String owned, String hands) {
    JavaClasses classes = Codebase.of(ModuleTable.rows());
    JavaClass type = classes.get(Codebase.ROOT + "." + owned);
    assertThat(users(type)).isEqualTo(new TreeSet<>(Arrays.asList(hands.split(" "))));
  }

  private static Set<String> users(JavaClass type) {
    return type.getDirectDependenciesToSelf().stream()
        .map(Dependency::getOriginClass)
        .map(OwnershipTest::outermost)
        .filter(user -> !user.equals(type))
        .map(JavaClass::getSimpleName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static JavaClass outermost(JavaClass type) {
    return type.getEnclosingClass().map(OwnershipTest::outermost).orElse(type);
  }
}
