package dev.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Plays {@code src/test/stories/*.txt}. With {@code -Dholdfast.stories.rewrite=true} each is
 * rewritten to what came out; commit a rewrite only once you know why it is right.
 */
class StoryTest {
  private static final Path STORIES = Path.of("src/test/stories");
  static final List<String> WIRE_NAMES =
      List.of(
          "ENQUEUE",
          "DISPATCH",
          "ACK",
          "EXTEND",
          "TIMEOUT",
          "FAIL",
          "RETRY",
          "DEAD",
          "CANCEL",
          "REQUEUE",
          "FORGET",
          "PAUSE",
          "RESUME",
          "DRAIN",
          "CONFIGURE",
          "SCHEDULE",
          "UNSCHEDULE",
          "FIRE",
          "TICK");

  static List<Path> stories() throws IOException {
    try (Stream<Path> files = Files.list(STORIES)) {
      return files.filter(file -> file.toString().endsWith(".txt")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("stories")
  void comesOutAsItIsTold(Path file) throws IOException {
    List<String> told = Files.readAllLines(file);
    List<String> played = Story.play(told);
    if (Boolean.getBoolean("holdfast.stories.rewrite")) {
      Files.write(file, played);
    } else {
      assertThat(played).isEqualTo(told);
    }
  }

  @Test
  void everyKindOfEventAndOfRefusalIsTold() throws IOException {
    StringBuilder all = new StringBuilder();
    for (Path story : stories()) {
      all.append(Files.readString(story));
    }
    assertThat(all).contains(WIRE_NAMES);
    for (Decision.Reason reason : Decision.Reason.values()) {
      assertThat(all).contains("refused " + reason);
    }
  }
}
