package dev.holdfast.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.JobId;
import dev.holdfast.core.Limits;
import dev.holdfast.server.jobs.JobPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunTrackerTest {

  @Test
  void aLateAnswerAndAHandlerThatIsStuckAreToldToAPerson(@TempDir Path directory)
      throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("jobs.json"),
            "[{\"id\":\"a\",\"payload\":{\"type\":\"compute\",\"operation\":\"fibonacci\",\"input\":1}}]");
    List<String> warnings = new ArrayList<>();
    try (JobPlan plan = JobPlan.read(List.of(file), Limits.defaults())) {
      RunTracker tracker = new RunTracker(plan.ids(), warnings::add);
      tracker.lateAnswer(new JobId("a"), 1, "attempt 2 holds it");
      tracker.handlerStuck(new JobId("a"), 2);
    }
    assertThat(warnings)
        .containsExactly(
            "the answer of attempt 1 of job a came late and is ignored: attempt 2 holds it",
            "attempt 2 of job a is over its time and goes on although it was interrupted");
  }
}
