package dev.holdfast.server.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.core.Job;
import dev.holdfast.core.JobId;
import dev.holdfast.core.JobSpec;
import dev.holdfast.core.JobState;
import dev.holdfast.core.Limits;
import dev.holdfast.core.Payload;
import dev.holdfast.engine.JobFailedException;
import dev.holdfast.engine.VirtualEngine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobPlanTest {
  /** Stands for a good payload in the tables below. */
  private static final String FIB =
      "{\"type\":\"compute\",\"operation\":\"fibonacci\",\"input\":5}";

  @TempDir private Path directory;

  @Test
  void aWholeJobComesOutAsItStands() {
    List<JobSpec> jobs =
        read(
            """
            [{"depends_on": ["b", "c"], "scheduled_at": "2030-01-31T08:00:00.0005+01:00",
              "priority": 7, "status": "pending", "attempt": 2, "id": "a", "payload": %P},
             {"id": "b", "payload": %P}, {"id": "c", "payload": %P}]
            """);
    assertThat(jobs).hasSize(3);
    assertThat(jobs.getLast())
        .isEqualTo(
            JobSpec.builder(new JobId("a"))
                .payload(Payload.ofJson(FIB))
                .type("compute")
                .priority(7)
                .runAtMillis(Instant.parse("2030-01-31T07:00:00.001Z").toEpochMilli())
                .dependsOn(List.of(new JobId("b"), new JobId("c")))
                .failures(2)
                .build());
  }

  @Test
  void anEmptyArrayIsAFileWithoutJobs() {
    assertThat(read(" [ ]\n")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"n\":123456789012345678901234567890.123456789012345678901234567890e-400",
        "\"n\":-0.0,\"m\":1E+2,\"k\":1.10",
        "\"z\":1,\"a\":2,\"z\":3",
        "\"😀\":\"\uD834\uDD1E ü \\u0000 \\\" \\\\ \\n\"",
        "\"empty\":{},\"list\":[],\"deep\":{\"a\":[{},[],null,true,false]}"
      })
  void payloadsComeOutAsTheyWentIn(String members) {
    String payload = FIB.substring(0, FIB.length() - 1) + "," + members + "}";
    assertThat(read("[{\"id\":\"a\",\"payload\":" + payload + "}]").getFirst().payload().toUtf8())
        .isEqualTo(payload);
  }

  @Test
  void aStringOfAMillionCharactersComesOutAsItWentIn() {
    String payload = FIB.substring(0, FIB.length() - 1) + ",\"s\":\"" + "ü".repeat(1 << 19) + "\"}";
    assertThat(read("[{\"id\":\"a\",\"payload\":" + payload + "}]").getFirst().payload())
        .isEqualTo(Payload.ofJson(payload));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"id":"a"}                                 | j.json:1:1: a job file is a JSON array of jobs
          "jobs"                                     | j.json:1:1: a job file is a JSON array of jobs
          [1]                                        | j.json:1:2: a job is an object like {"id": ...}, not 1
          [["a"]]                                    | j.json:1:2: a job is an object like {"id": ...}, not an array
          [{}]                                       | j.json:1:2: the job has no id
          [{"payload":%P}]                           | j.json:1:2: the job has no id
          [{"id":"a"}]                               | j.json:1:2: job a: payload is missing
          [{"id":7,"payload":%P}]                    | j.json:1:8: id must be a string, not 7
          [{"id":null,"payload":%P}]                 | j.json:1:8: id must be a string, not null
          [{"id":"","payload":%P}]                   | j.json:1:8: id: a job id must not be empty
          [{"id":"a\\nb","payload":%P}]              | j.json:1:8: id: a job id must not hold control characters, found U+000A at index 1
          [{"id":"a","id":"b"}]                      | j.json:1:12: job a: id stands here a second time
          [{"id":"a","prio":1}]                      | j.json:1:12: job a: unknown key "prio"; the keys of a job are id, payload, attempt, status, priority, scheduled_at, depends_on
          [{"id":"a","payload":7}]                   | j.json:1:22: job a: payload must be an object, not 7
          [{"id":"a","payload":[]}]                  | j.json:1:22: job a: payload must be an object, not an array
          [{"id":"a","payload":{}}]                  | j.json:1:22: job a: payload.type is missing
          [{"id":"a","payload":{"type":"x"}}]        | j.json:1:22: job a: payload.type must be compute, io or network, not "x"
          [{"payload":{"type":1},"id":"a"}]          | j.json:1:13: payload.type must be a string, not 1
          [{"id":"a","priority":11}]                 | j.json:1:23: job a: priority must be a whole number from 0 to 10, not 11
          [{"id":"a","priority":-1}]                 | j.json:1:23: job a: priority must be a whole number from 0 to 10, not -1
          [{"id":"a","priority":1.0}]                | j.json:1:23: job a: priority must be a whole number from 0 to 10, not 1.0
          [{"id":"a","priority":"5"}]                | j.json:1:23: job a: priority must be a whole number from 0 to 10, not "5"
          [{"id":"a","priority":null}]               | j.json:1:23: job a: priority must be a whole number from 0 to 10, not null
          [{"id":"a","attempt":-1}]                  | j.json:1:22: job a: attempt must be a whole number from 0 to 1000000, not -1
          [{"id":"a","attempt":99999999999}]         | j.json:1:22: job a: attempt must be a whole number from 0 to 1000000, not 99999999999
          [{"id":"a","status":"completed"}]          | j.json:1:21: job a: status must be "pending" or absent, not "completed"
          [{"id":"a","status":null}]                 | j.json:1:21: job a: status must be "pending" or absent, not null
          [{"id":"a","scheduled_at":1700000000}]     | j.json:1:27: job a: scheduled_at must be a string, not 1700000000
          [{"id":"a","scheduled_at":"2030-01-31T08:00:00"}] | j.json:1:27: job a: scheduled_at must be a time with its offset, like 2030-01-31T08:00:00Z or 2030-01-31T08:00:00+01:00, not "2030-01-31T08:00:00"
          [{"id":"a","scheduled_at":"1969-12-31T23:59:59Z"}] | j.json:1:27: job a: scheduled_at must lie in the years 1970 to 9999, not at "1969-12-31T23:59:59Z"
          [{"id":"a","depends_on":"b"}]              | j.json:1:25: job a: depends_on must be an array of ids, not "b"
          [{"id":"a","depends_on":[1]}]              | j.json:1:26: job a: an id in depends_on must be a string, not 1
          [{"id":"a","depends_on":["a"]}]            | j.json:1:26: job a: it depends on itself
          [{"depends_on":["a"],"id":"a"}]            | j.json:1:27: job a: it depends on itself
          [{"id":"a","depends_on":["b","b"]}]        | j.json:1:30: job a: depends_on names b twice
          [{"id":"a","payload":%P,"depends_on":["b"]}] | j.json:1:89: depends_on: there is no job b in the files or the queue
          [~ {"id":"a","payload":%P},~ {"id":"a","payload":%P}] | j.json:3:8: job a: its id is taken by the job at j.json:2:2
          [~{"id":"a","payload":%P,"depends_on":["b"]},~{"id":"b","payload":%P,"depends_on":["a"]}] | j.json:2:1: job a: waits for itself: a -> b -> a
          [{"id":"a","payload":%P}] []               | j.json:1:77: nothing may follow the array of jobs
          [{"id":"a","payload":%P}                   | j.json:1:75: the file breaks off here
          [{"id":"a","payload":{"ty                  | j.json:1:26: the file breaks off here
          [                                          | j.json:1:2: the file breaks off here
          """)
  void whatCannotRunIsRefusedWithItsPlace(String json, String message) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(JobFileException.class)
        .hasMessage(message.replace("j.json", directory.resolve("j.json").toString()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[{]", "[,]", "[{\"id\":\"a\",}]", "[NaN]", "hello", "[{'id':1}]", "[\u0001]"})
  void whatIsNoJsonIsRefusedWithItsPlace(String json) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(JobFileException.class)
        .hasMessageStartingWith(directory.resolve("j.json") + ":1:")
        .hasMessageContaining("is not JSON: ")
        .message()
        .doesNotContain("Source:");
  }

  @Test
  void onlyUtf8IsRead() throws IOException {
    Path utf16 = directory.resolve("j.json");
    Files.write(utf16, "[]".getBytes(StandardCharsets.UTF_16));
    assertThatThrownBy(() -> plan(utf16))
        .isInstanceOf(JobFileException.class)
        .hasMessage(utf16 + ": is not UTF-8 text");
    Path latin1 = write("l.json", "");
    Files.write(latin1, "[{\"id\":\"ü\"}]".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> plan(latin1))
        .isInstanceOf(JobFileException.class)
        .hasMessageContaining("Invalid UTF-8");
  }

  @Test
  void aByteOrderMarkIsNoObstacle() {
    assertThat(read("\uFEFF[{\"id\":\"a\",\"payload\":%P},{\"id\":\"b\",\"payload\":%P}]"))
        .hasSize(2);
  }

  @Test
  void aPayloadUpToTheLimitIsTakenAndOneByteMoreIsNot() {
    int max = 100;
    String payload = "{\"type\":\"compute\",\"operation\":\"fibonacci\",\"input\":5,\"s\":\"";
    String full = payload + "x".repeat(max - payload.length() - 2);
    Limits limits = Limits.defaults().withPayloadBytesMax(max);
    Path good = write("g.json", "[{\"id\":\"a\",\"payload\": " + full + "\"}}]");
    try (JobPlan plan = JobPlan.read(List.of(good), limits)) {
      assertThat(plan.jobCount()).isEqualTo(1);
    }
    Path bad = write("b.json", "[\n{\"id\":\"a\",\"payload\": " + full + "x\"}}]");
    assertThatThrownBy(() -> JobPlan.read(List.of(bad), limits))
        .isInstanceOf(JobFileException.class)
        .hasMessage(bad + ":2:22: job a: the payload has 101 bytes, the limit is 100");
  }

  @Test
  void aStringBeyondAllLimitsIsRefusedWhereItStands() {
    Limits limits = Limits.defaults().withPayloadBytesMax(100);
    Path file = write("b.json", "[\n{\"id\":\"" + "x".repeat(100_000) + "\"}]");
    assertThatThrownBy(() -> JobPlan.read(List.of(file), limits))
        .isInstanceOf(JobFileException.class)
        .hasMessageStartingWith(file + ":2:")
        .hasMessageContaining("this is longer than a whole payload may be: 100 bytes");
  }

  @Test
  void whatNestsTooDeepIsRefused() {
    assertThatThrownBy(() -> read("[".repeat(100_000))).isInstanceOf(JobFileException.class);
    String deep = FIB.substring(0, FIB.length() - 1) + ",\"d\":" + "[".repeat(100_000);
    assertThatThrownBy(() -> read("[{\"id\":\"a\",\"payload\":" + deep))
        .isInstanceOf(JobFileException.class)
        .hasMessageContaining("this nests too deep");
  }

  @Test
  void tooManyDependenciesAreRefused() {
    Path file = write("d.json", "[{\"id\":\"a\",\"depends_on\":[\"b\",\"c\",\"d\"]}]");
    assertThatThrownBy(() -> JobPlan.read(List.of(file), Limits.defaults().withDependenciesMax(2)))
        .hasMessage(file + ":1:34: job a: it depends on more than 2 jobs");
  }

  @Test
  void anIdMayStandInOneFileOnly() {
    Path one = write("1.json", "[{\"id\":\"a\",\"payload\":%P}]");
    Path two = write("2.json", "[{\"id\":\"a\",\"payload\":%P}]");
    assertThatThrownBy(() -> plan(one, two))
        .hasMessage(two + ":1:8: job a: its id is taken by the job at " + one + ":1:2");
  }

  @Test
  void filesMayDependOnEachOtherAndJobsComeInAnOrderThatTheQueueTakes() {
    Path one =
        write(
            "1.json",
            "[{\"id\":\"a\",\"payload\":%P,\"depends_on\":[\"d\"]},{\"id\":\"b\",\"payload\":%P}]");
    Path two =
        write(
            "2.json",
            "[{\"id\":\"c\",\"payload\":%P},{\"id\":\"d\",\"payload\":%P,\"depends_on\":[\"b\"]}]");
    try (JobPlan plan = plan(one, two)) {
      plan.compareWith(List.of());
      assertThat(drain(plan.open()).stream().map(job -> job.id().value()))
          .containsExactly("b", "d", "a", "c");
    }
  }

  @Test
  void jobsOfManySizesAreFetchedFromTheirPlaces() {
    StringBuilder json = new StringBuilder("[");
    List<String> payloads = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      String payload =
          FIB.substring(0, FIB.length() - 1) + ",\"s\":\"" + "é".repeat(i * 97 % 20_000) + "\"}";
      payloads.add(payload);
      json.append(i == 0 ? "" : ", ").append("{\"id\":\"").append(i).append("\",\"payload\":");
      json.append(payload).append("}");
    }
    assertThat(read(json + "]").stream().map(job -> job.payload().toUtf8()))
        .containsExactlyElementsOf(payloads);
  }

  @Test
  void filesThatCannotBeReadAreNamed() throws IOException {
    Path missing = directory.resolve("missing.json");
    assertThatThrownBy(() -> plan(missing)).hasMessage(missing + ": there is no such file");
    assertThatThrownBy(() -> plan(directory))
        .hasMessage(directory + ": is a directory, not a job file");
    Path empty = write("e.json", "");
    assertThatThrownBy(() -> plan(empty))
        .hasMessage(empty + ": is empty; a job file is a JSON array of jobs");
    assertThatThrownBy(() -> plan(Path.of("/dev/null")))
        .hasMessageStartingWith("/dev/null: is not a regular file");
  }

  @Test
  void aFileWithoutPermissionIsNamed() throws IOException {
    Assumptions.assumeFalse("root".equals(System.getProperty("user.name")), "root may read all");
    Path secret = write("s.json", "[]");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("---------"));
    assertThatThrownBy(() -> plan(secret))
        .hasMessage(secret + ": must not be read: permission denied");
  }

  @Test
  void aFileThatChangesBetweenTheReadingsIsRefused() throws IOException {
    Path file = write("c.json", "[{\"id\":\"a\",\"payload\":%P}]");
    try (JobPlan plan = plan(file)) {
      Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
      assertThatThrownBy(plan::open)
          .isInstanceOf(JobFileException.class)
          .hasMessage(
              file + ": was changed while it was read; run it again once it stays as it is");
    }
  }

  @Test
  void aFileThatChangesUnseenIsRefusedForItsContent() throws IOException {
    Path file = write("c.json", "[{\"id\":\"a\",\"payload\":%P}]");
    FileTime time = Files.getLastModifiedTime(file);
    try (JobPlan plan = plan(file)) {
      plan.compareWith(List.of());
      JobCursor cursor = plan.open();
      Files.writeString(file, Files.readString(file).replace("\"input\":5", "\"input\":6"));
      Files.setLastModifiedTime(file, time);
      assertThatThrownBy(cursor::next).hasMessageContaining("was changed while it was read");
    }
  }

  @Test
  void jobsThatTheQueueKnowsAreCountedAndNotHandedOut() {
    Path file =
        write(
            "k.json",
            "[{\"id\":\"a\",\"payload\":%P},{\"id\":\"b\",\"payload\":%P},{\"id\":\"c\",\"payload\":%P},"
                + "{\"id\":\"d\",\"payload\":%P,\"depends_on\":[\"older\"]}]");
    try (JobPlan plan = plan(file)) {
      JobPlan.Known known =
          plan.compareWith(
              List.of(
                  known("older", JobState.COMPLETED),
                  known("a", JobState.COMPLETED),
                  known("b", JobState.DEAD),
                  known("stranger", JobState.DEAD),
                  known("c", JobState.PENDING)));
      assertThat(known).isEqualTo(new JobPlan.Known(1, 1, 1));
      assertThat(known.total()).isEqualTo(3);
      assertThat(drain(plan.open()).stream().map(job -> job.id().value())).containsExactly("d");
      assertThat(plan.ids().count()).isEqualTo(4);
      assertThat(plan.ids().contains(new JobId("d"))).isTrue();
      assertThat(plan.ids().contains(new JobId("older"))).isFalse();
      assertThat(plan.ids().contains(new JobId("stranger"))).isFalse();
    }
  }

  @Test
  void anIdThatTheQueueKnowsWithAnotherContentIsRefused() {
    Path file = write("k.json", "[\n {\"id\":\"a\",\"payload\":%P,\"priority\":1}]");
    try (JobPlan plan = plan(file)) {
      assertThatThrownBy(() -> plan.compareWith(List.of(known("a", JobState.COMPLETED))))
          .isInstanceOf(JobFileException.class)
          .hasMessage(
              file
                  + ":2:2: job a: the queue knows another job of this id; choose another id, or"
                  + " another --data directory");
    }
  }

  /** As a queue has it after it did what leads there. */
  private static Job known(String id, JobState state) {
    try (VirtualEngine queue = VirtualEngine.withSeed(1)) {
      JobSpec spec =
          JobSpec.builder(new JobId(id)).payload(Payload.ofJson(FIB)).type("compute").build();
      queue.engine().enqueue(List.of(spec)).join();
      if (state == JobState.COMPLETED) {
        queue.work("compute", _ -> {}).drain();
      } else if (state == JobState.DEAD) {
        queue
            .work(
                "compute",
                _ -> {
                  throw JobFailedException.permanent("no");
                })
            .drain();
      }
      Job job = queue.engine().find(new JobId(id)).join().orElseThrow();
      assertThat(job.state()).isEqualTo(state);
      return job;
    }
  }

  private List<JobSpec> read(String json) {
    try (JobPlan plan = plan(write("j.json", json))) {
      plan.compareWith(List.of());
      return drain(plan.open());
    }
  }

  private static List<JobSpec> drain(JobCursor cursor) {
    List<JobSpec> jobs = new ArrayList<>();
    for (Optional<JobSpec> job = cursor.next(); job.isPresent(); job = cursor.next()) {
      jobs.add(job.get());
    }
    return jobs;
  }

  private static JobPlan plan(Path... files) {
    return JobPlan.read(List.of(files), Limits.defaults());
  }

  private Path write(String name, String json) {
    try {
      return Files.writeString(directory.resolve(name), json.replace("%P", FIB).replace('~', '\n'));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
