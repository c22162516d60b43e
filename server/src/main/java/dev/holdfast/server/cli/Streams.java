package dev.holdfast.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Optional;

/**
 * Where the program speaks: results to {@code out}, progress and errors to {@code err}. Both take
 * UTF-8.
 *
 * @param out buffered; says when it cannot be written, unlike {@link System#out}
 * @param err flushed at each line
 * @param terminal whether a person is likely to watch
 */
record Streams(OutputStream out, PrintStream err, boolean terminal) {

  /** The process's own. */
  static Streams ofProcess() {
    return new Streams(
        new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16),
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, UTF_8),
        Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false));
  }

  void print(String text) throws IOException {
    out.write(text.getBytes(UTF_8));
    out.flush();
  }
}
