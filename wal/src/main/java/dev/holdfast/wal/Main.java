package dev.holdfast.wal;

import dev.holdfast.storage.DiskDirectory;
import dev.holdfast.wal.WalConfig.Format;
import dev.holdfast.wal.WalTools.Check;
import dev.holdfast.wal.WalTools.Selection;
import dev.holdfast.wal.internal.Bench;
import dev.holdfast.wal.internal.SegmentName;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The tools on a command line: {@code java -m dev.holdfast.wal/dev.holdfast.wal.Main help}. */
public final class Main {

  private static final Set<String> OPTIONS =
      Set.of("--from", "--to", "--type", "--text", "--format", "--seconds");

  private static final String USAGE =
      """
      dump FOLDER NAME [--from N] [--to N] [--type T] [--text T]   records as JSON, one a line
      verify FOLDER NAME                  checks every frame; exit 0 sound, 2 damaged, 3 newer
      stats FOLDER NAME                   records, bytes, batches, types
      repair FOLDER NAME                  cuts off a torn tail; gives up what lies behind damage,
                                          keeping it aside
      convert FOLDER NAME NEW-NAME json|binary   copies the log into another format
      bench FOLDER [--format json|binary] [--seconds N]   calibrates the disk, and the log on it
      """;

  private final PrintStream out;
  private final PrintStream err;
  private final Map<String, String> options = new HashMap<>();
  private final List<String> words = new ArrayList<>();

  private Main(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /** Runs one command and exits with its code. */
  public static void main(String[] args) {
    System.exit(run(System.out, System.err, args));
  }

  /** Runs one command; returns 0, 1 for a wrong call or an unreadable disk, or the tool's code. */
  public static int run(PrintStream out, PrintStream err, String... args) {
    return new Main(out, err).run(args);
  }

  private int run(String[] args) {
    try {
      parse(args);
      return dispatch();
    } catch (IllegalArgumentException e) {
      err.println(e.getMessage());
      err.print(USAGE);
      return 1;
    } catch (CorruptLogException e) {
      err.println(e.getMessage());
      return 2;
    } catch (NewerFormatException e) {
      err.println(e.getMessage());
      return 3;
    } catch (NoSuchFileException e) {
      err.println("there is no " + e.getMessage());
      return 1;
    } catch (WalException | IOException e) {
      err.println(e.getMessage() + (e.getCause() == null ? "" : ": " + e.getCause().getMessage()));
      return 1;
    }
  }

  private void parse(String[] args) {
    for (int i = 0; i < args.length; i++) {
      if (args[i].equals("--help") || args[i].equals("-h")) {
        words.addFirst("help");
      } else if (!args[i].startsWith("--")) {
        words.add(args[i]);
      } else if (!OPTIONS.contains(args[i])) {
        throw new IllegalArgumentException("there is no option " + args[i]);
      } else if (i + 1 < args.length) {
        options.put(args[i], args[++i]);
      } else {
        throw new IllegalArgumentException(args[i] + " needs a value");
      }
    }
  }

  private int dispatch() throws IOException {
    String command = words.isEmpty() ? "help" : words.getFirst();
    switch (command) {
      case "dump" -> WalTools.dump(reading(), log(), selection(), out);
      case "verify" -> {
        return verify();
      }
      case "stats" -> WalTools.stats(reading(), log()).print(out);
      case "repair" -> repair();
      case "convert" -> convert();
      case "bench" ->
          Bench.run(
              DiskDirectory.open(Path.of(word(1, "FOLDER"))),
              format(options.getOrDefault("--format", "json")),
              Duration.ofSeconds(number("--seconds", 2)),
              out);
      case "help" -> out.print(USAGE);
      default -> throw new IllegalArgumentException("there is no command " + command);
    }
    return 0;
  }

  private int verify() throws IOException {
    Check check = WalTools.verify(reading(), log());
    out.printf(
        "%s: records %d to %d in %d files, %,d bytes%n",
        check.verdict(), check.firstSeq(), check.lastSeq(), check.segments(), check.bytes());
    if (check.verdict() != WalTools.Verdict.SOUND) {
      out.println(check.message());
    }
    return check.exitCode();
  }

  private void repair() throws IOException {
    DiskDirectory directory = DiskDirectory.open(Path.of(word(1, "FOLDER")));
    Recovery recovery = WalTools.repair(directory, log());
    out.printf("records %d to %d are kept%n", recovery.firstSeq(), recovery.lastSeq());
    recovery
        .tornTail()
        .ifPresent(torn ->
            out.printf("%s was cut to %d bytes: a torn tail%n", torn.file(), torn.offset()));
    recovery
        .givenUp()
        .ifPresent(lost ->
            out.printf(
                "given up: record %d and what follows, of which the last seen is %d; kept in"
                    + " %s%n",
                lost.firstSeq(), lost.lastSeqSeen(), lost.setAside()));
  }

  private void convert() throws IOException {
    DiskDirectory directory = DiskDirectory.open(Path.of(word(1, "FOLDER")));
    WalConfig config = WalConfig.named(word(3, "NEW-NAME")).withFormat(format(word(4, "FORMAT")));
    long records = WalTools.convert(directory, log(), directory, config);
    out.printf("%d records copied into %s%n", records, config.name());
  }

  /** The log's name, which must not be mistyped: there is no log that is empty and sound. */
  private String log() throws IOException {
    String name = word(2, "NAME");
    if (SegmentName.list(reading(), name).isEmpty()) {
      throw new WalException("there is no log " + reading().describe(name));
    }
    return name;
  }

  private DiskDirectory reading() throws IOException {
    return DiskDirectory.openForReading(Path.of(word(1, "FOLDER")));
  }

  private Selection selection() {
    return Selection.ALL
        .from(number("--from", 1))
        .to(number("--to", Long.MAX_VALUE))
        .ofType(options.getOrDefault("--type", ""))
        .containing(options.getOrDefault("--text", ""));
  }

  private String word(int index, String what) {
    if (index >= words.size()) {
      throw new IllegalArgumentException(words.getFirst() + " needs " + what);
    }
    return words.get(index);
  }

  private long number(String option, long otherwise) {
    String value = options.get(option);
    try {
      return value == null ? otherwise : Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(option + " needs a number, not " + value, e);
    }
  }

  private static Format format(String word) {
    return switch (word) {
      case "json" -> Format.JSON_LINES;
      case "binary" -> Format.BINARY;
      default -> throw new IllegalArgumentException("the format is json or binary, not " + word);
    };
  }
}
