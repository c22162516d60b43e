package dev.holdfast.server.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.server.diagnostics.ThreadDump.Dumped;
import dev.holdfast.server.diagnostics.ThreadReport.Doing;
import dev.holdfast.server.diagnostics.ThreadReport.Group;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ThreadReportTest {
  private static final String CLOSING =
      "dev.holdfast.engine.internal.EngineRuntime.close(EngineRuntime.java:1)";
  private static final String HANDLER = "com.example.Handler.handle(Handler.java:1)";
  private static final String RECEIVE = "dev.holdfast.concurrency.Channel.receive(Channel.java:1)";

  @Test
  void aDumpOfTheJdkIsRead() {
    ThreadDump dump =
        ThreadDump.parse(
            """
            {"threadDump":{"processId":"7","threadContainers":[
              {"container":"<root>","parent":null,"threads":[
                {"tid":"3","name":"main","state":"RUNNABLE","parkBlocker":{"object":"a"},
                 "stack":["java.base/java.lang.Object.wait0(Native Method)","a.B.c(B.java:1)"]},
                {"tid":"40","virtual":true,"name":"","stack":[]}]},
              {"container":"pool","threads":[{"tid":"5","name":"x","stack":["a.B.c(B.java:2)"]}]}]}}
            """);
    assertThat(dump.threads()).extracting(Dumped::id).containsExactly(3L, 40L, 5L);
    assertThat(dump.threads()).extracting(Dumped::virtual).containsExactly(false, true, false);
    assertThat(dump.threads().getFirst().doing()).isEqualTo("a.B.c");
    assertThat(dump.threads().getFirst().isIn("java.lang.Object.wait0")).isTrue();
  }

  @Test
  void threadsAreGroupedByOwnerAndByWhatTheyDo() {
    ThreadReport report =
        ThreadReport.of(
            List.of(
                dump(
                    thread(1, "my-own"),
                    thread(2, "Finalizer"),
                    thread(3, "holdfast-commits"),
                    worker(4, RECEIVE),
                    worker(5, HANDLER),
                    worker(6, HANDLER))));
    assertThat(report.threads()).isEqualTo(6);
    assertThat(report.groups())
        .extracting(Group::owner)
        .containsExactly("engine", "workers", "JVM", "program");
    assertThat(report.groups().get(1).doing())
        .containsExactly(
            new Doing("com.example.Handler.handle", 2),
            new Doing("dev.holdfast.concurrency.Channel.receive", 1));
    assertThat(report.leaks()).isEmpty();
  }

  @Test
  void whatOutlivesItsEngineHasLeaked() {
    ThreadDump look = dump(thread(1, "holdfast-replies"), worker(2, HANDLER), worker(3, RECEIVE));
    assertThat(leaks(look, look, look))
        .containsExactly(
            "holdfast-replies (#1): its engine has ended",
            "holdfast-worker-2 (#2): its engine has ended, but it goes on, in"
                + " com.example.Handler.handle");
  }

  @Test
  void whatPassesByHasNotLeaked() {
    ThreadDump orphan = dump(thread(1, "holdfast-replies"), worker(2, HANDLER));
    ThreadDump other = dump(thread(4, "holdfast-replies"), worker(5, HANDLER));
    assertThat(leaks(orphan, other, other.threads().isEmpty() ? orphan : dump())).isEmpty();
    assertThat(leaks(orphan, orphan, other)).isEmpty();
  }

  @Test
  void anEngineThatIsAtWorkOrClosesHasNotLeaked() {
    ThreadDump atWork =
        dump(thread(1, "holdfast-replies"), thread(9, "holdfast-commits"), worker(2, HANDLER));
    assertThat(leaks(atWork, atWork, atWork)).isEmpty();
    ThreadDump closing =
        dump(thread(1, "holdfast-replies"), thread(9, "main", CLOSING), worker(2, HANDLER));
    assertThat(leaks(closing, closing, closing)).isEmpty();
  }

  @Test
  void aLogMayBeUsedWithoutAnEngine() {
    ThreadDump look = dump(thread(1, "holdfast-wal log"));
    assertThat(leaks(look, look, look)).isEmpty();
  }

  @Test
  void whatThereIsMoreOfAtEachLookHasLeaked() {
    assertThat(leaks(many(5), many(10), many(15)))
        .containsExactly("pump-*: there are more and more of them, 5, 10, 15");
    assertThat(leaks(many(5), many(10), many(14))).as("too few to tell").isEmpty();
    assertThat(leaks(many(5), many(30), many(25))).as("up and down").isEmpty();
  }

  private static List<String> leaks(ThreadDump... looks) {
    return ThreadReport.of(Arrays.asList(looks)).leaks();
  }

  private static ThreadDump many(int count) {
    return new ThreadDump(
        IntStream.range(0, count).mapToObj(i -> thread(100 + i, "pump-" + i)).toList());
  }

  private static ThreadDump dump(Dumped... threads) {
    return new ThreadDump(List.of(threads));
  }

  private static Dumped worker(long id, String frame) {
    List<String> stack = new ArrayList<>(List.of("java.base/java.lang.Object.wait0(Native)"));
    stack.add(frame);
    return new Dumped(id, "holdfast-worker-" + id, true, stack);
  }

  private static Dumped thread(long id, String name, String... stack) {
    return new Dumped(id, name, false, Stream.of(stack).toList());
  }
}
