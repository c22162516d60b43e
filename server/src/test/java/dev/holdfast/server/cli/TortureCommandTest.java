package dev.holdfast.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.server.torture.LyingDisk;
import dev.holdfast.server.torture.LyingDisk.Lie;
import dev.holdfast.server.torture.Torture;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class TortureCommandTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Streams streams = new Streams(out, new PrintStream(err, true, UTF_8), false);

  @Test
  void whatWasSurvivedIsCounted() {
    assertThat(torture(Torture.ofThisProgram(), "--workload", "snapshot", "--seed", "5")).isZero();
    assertThat(err())
        .startsWith("from seed 5, for 0 s\n")
        .containsPattern("\n\\d+ s, seed 5: 1 runs, \\d+ power cuts, [\\d,]+ checks\n$");
    assertThat(out())
        .containsPattern("^snapshot +1 runs, \\d+ power cuts, [\\d,]+ checks\n")
        .endsWith("\nno promise was broken\n");
  }

  @Test
  void withoutASeedItBeginsSomewhereAndSaysWhere() {
    assertThat(HoldfastCommand.run(streams, "torture", "--workload", "engine", "--seconds", "0"))
        .isZero();
    assertThat(err()).containsPattern("^from seed \\d+, for 0 s\n");
  }

  @Test
  void aBrokenPromiseIsShownWithItsSeedAndTheSameSeedFindsItAgain() {
    Torture planted =
        Torture.ofThisProgramThrough(disk -> new LyingDisk(disk, Lie.THIRD_FILE_SYNC));
    assertThat(torture(planted, "--workload", "snapshot", "--seed", "17")).isEqualTo(1);
    String found = out();
    assertThat(found)
        .startsWith("snapshot: A crash broke a promise; seed 17: ")
        .contains("Lost, and nothing else:\n")
        .contains("The last calls that matter:\n")
        .contains(" SYNC ")
        .endsWith("Again: holdfast torture --workload snapshot --seed 17 --seconds 0\n");
    out.reset();
    assertThat(torture(planted, "--workload", "snapshot", "--seed", "17")).isEqualTo(1);
    assertThat(out()).isEqualTo(found);
  }

  /** One run of each, telling its progress after each. */
  private int torture(Torture torture, String... args) {
    return new CommandLine(new TortureCommand(streams, torture, Duration.ZERO))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .execute(
            Stream.concat(Stream.of(args), Stream.of("--seconds", "0")).toArray(String[]::new));
  }

  @Test
  void wrongOptionsAreExplained() {
    assertThat(HoldfastCommand.run(streams, "torture", "--seconds", "-1")).isEqualTo(2);
    assertThat(err()).startsWith("--seconds must be 0 to 31536000, not -1\n");
    err.reset();
    assertThat(HoldfastCommand.run(streams, "torture", "--workload", "disk")).isEqualTo(2);
    assertThat(err()).startsWith("Invalid value for option '--workload'").contains("SNAPSHOT");
  }

  private String out() {
    return out.toString(UTF_8);
  }

  private String err() {
    return err.toString(UTF_8);
  }
}
