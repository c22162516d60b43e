package dev.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The example of the README, and that it is the one that runs here. */
class ReadmeTest {

  @Test
  void theExampleDoesWhatItSays() {
    List<Event> log = new ArrayList<>();

    // example
    JobMachine machine = new JobMachine(Limits.defaults());
    JobSpec hello = JobSpec.of(new JobId("hello"), Payload.ofJson("{\"type\":\"greet\"}"));
    for (Command command :
        List.of(
            new Command.Enqueue(List.of(hello)),
            new Command.Reserve("worker-1"),
            new Command.Ack(hello.id(), 1))) {
      if (machine.decide(command, 1_000) instanceof Decision.Accepted accepted) {
        for (Event event : accepted.events()) {
          log.add(event); // ENQUEUE, DISPATCH, ACK: write it, and only then
          machine.apply(event, log.size());
        }
      }
    }
    JobMachine again = new JobMachine(Limits.defaults());
    for (int i = 0; i < log.size(); i++) {
      again.apply(log.get(i), i + 1); // after a restart: the same state
    }
    // end of the example

    assertThat(log.stream().map(Event::wireName)).containsExactly("ENQUEUE", "DISPATCH", "ACK");
    assertThat(again.image()).isEqualTo(machine.image());
    assertThat(machine.stats().completed()).isEqualTo(1);
  }

  @Test
  void theReadmeShowsThisExample() throws IOException {
    String source = Files.readString(Path.of("src/test/java/dev/holdfast/core/ReadmeTest.java"));
    String example =
        source.substring(
            source.indexOf("// example\n") + "// example\n".length(),
            source.indexOf("    // end of the example"));

    assertThat(Files.readString(Path.of("README.md")))
        .contains("```java\n" + example.stripTrailing().stripIndent() + "\n```");
  }
}
