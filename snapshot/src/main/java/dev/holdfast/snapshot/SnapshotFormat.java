package dev.holdfast.snapshot;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The two ends of a snapshot's file, which never change their form:
 *
 * <pre>{@code
 * {"schema_version":1,"last_seq":42, ...the state... ,"checksum":3735928559}\n
 * }</pre>
 *
 * <p>The checksum is the CRC32C, in decimal, of all bytes before {@code ,"checksum"}. Numbers are
 * plain decimals in ASCII, whatever the locale, and there is no white space in either end.
 */
final class SnapshotFormat {
  /** No head is longer. */
  static final int HEAD_BYTES_MAX = 64;

  /** No tail is longer. */
  static final int TAIL_BYTES_MAX = 24;

  private static final Pattern HEAD =
      Pattern.compile(
          "\\{\"schema_version\":([1-9]\\d{0,9}),\"last_seq\":(0|[1-9]\\d{0,18})[,}].*",
          Pattern.DOTALL);
  private static final Pattern TAIL =
      Pattern.compile(".*(,\"checksum\":(0|[1-9]\\d{0,9})}\n)", Pattern.DOTALL);

  private SnapshotFormat() {}

  /** What a snapshot says of itself. */
  record Head(int schemaVersion, long lastSeq) {}

  /** How it ends: the checksum, and how many bytes that takes. */
  record Tail(long checksum, int bytes) {}

  /** How a state must begin; what follows is a comma or the closing brace. */
  static byte[] head(int schemaVersion, long lastSeq) {
    return ("{\"schema_version\":" + schemaVersion + ",\"last_seq\":" + lastSeq)
        .getBytes(ISO_8859_1);
  }

  /** What takes the place of a state's closing brace. */
  static byte[] tail(long checksum) {
    return (",\"checksum\":" + checksum + "}\n").getBytes(ISO_8859_1);
  }

  /** Reads the head from a file's first bytes; empty if there is none. */
  static Optional<Head> parseHead(byte[] first) {
    Matcher head = HEAD.matcher(new String(first, ISO_8859_1));
    if (!head.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Head(Integer.parseInt(head.group(1)), Long.parseLong(head.group(2))));
    } catch (NumberFormatException tooLarge) {
      return Optional.empty();
    }
  }

  /** Reads the tail from a file's last bytes; empty if there is none. */
  static Optional<Tail> parseTail(byte[] last) {
    Matcher tail = TAIL.matcher(new String(last, ISO_8859_1));
    return tail.matches()
        ? Optional.of(new Tail(Long.parseLong(tail.group(2)), tail.group(1).length()))
        : Optional.empty();
  }
}
