package dev.holdfast.server.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.JobSpec;
import dev.holdfast.core.Limits;
import dev.holdfast.server.handlers.Task;
import dev.holdfast.server.jobs.JobGenerator.Kind;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JobGeneratorTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @EnumSource
  void whatIsGeneratedCanRun(Kind kind) throws IOException {
    List<JobSpec> jobs = jobs(new JobGenerator(kind, 0, 1), 12);
    assertThat(jobs.stream().map(job -> job.id().value()))
        .hasSize(12)
        .startsWith("task-0001", "task-0002")
        .endsWith("task-0012");
    assertThat(jobs.getFirst().payload().toUtf8()).contains("\"index\":1,\"value\":\"");
  }

  @Test
  void idsGrowWithTheCount() {
    assertThat(text(new JobGenerator(Kind.COMPUTE, 0, 1), 10_000)).contains("\"task-00001\"");
  }

  @Test
  void mixedJobsNeedNoNetwork() throws IOException {
    assertThat(jobs(new JobGenerator(Kind.MIXED, 0, 1), 10))
        .extracting(job -> Task.of(job.payload()).getClass().getSimpleName())
        .containsOnly("Fibonacci", "WriteFile")
        .contains("Fibonacci", "WriteFile");
  }

  @Test
  void payloadsAreFilledUp() throws IOException {
    assertThat(jobs(new JobGenerator(Kind.MIXED, 200, 1), 10))
        .allSatisfy(job -> assertThat(job.payload().size()).isEqualTo(200));
  }

  @Test
  void theSameSeedGivesTheSameFile() {
    assertThat(text(new JobGenerator(Kind.COMPUTE, 0, 7), 50))
        .isEqualTo(text(new JobGenerator(Kind.COMPUTE, 0, 7), 50))
        .isNotEqualTo(text(new JobGenerator(Kind.COMPUTE, 0, 8), 50));
  }

  @Test
  void noJobsAreAFileToo() throws IOException {
    assertThat(jobs(new JobGenerator(Kind.COMPUTE, 0, 1), 0)).isEmpty();
  }

  private List<JobSpec> jobs(JobGenerator generator, int count) throws IOException {
    Path file = Files.writeString(directory.resolve("g.json"), text(generator, count));
    List<JobSpec> jobs = new ArrayList<>();
    try (JobPlan plan = JobPlan.read(List.of(file), Limits.defaults())) {
      plan.compareWith(List.of());
      JobCursor cursor = plan.open();
      for (Optional<JobSpec> job = cursor.next(); job.isPresent(); job = cursor.next()) {
        jobs.add(job.get());
      }
    }
    return jobs;
  }

  private static String text(JobGenerator generator, int count) {
    StringWriter out = new StringWriter();
    try {
      generator.write(count, out);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return out.toString();
  }
}
