package dev.holdfast.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.storage.DirectoryLock;
import dev.holdfast.storage.DiskDirectory;
import dev.holdfast.wal.Wal;
import dev.holdfast.wal.WalConfig;
import dev.holdfast.wal.WalListener;
import dev.holdfast.wal.WalReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** A durable log without the queue: {@code holdfast-wal} and {@code holdfast-storage}, no more. */
public final class LogAlone {

  private LogAlone() {}

  /** Takes the data folder as its argument. */
  public static void main(String[] args) throws IOException {
    DiskDirectory directory = DiskDirectory.open(Path.of(args[0]));
    // Whoever else opens this folder is refused; the log itself does not take the lock.
    try (DirectoryLock _ = directory.lock();
        Wal log = Wal.open(directory, WalConfig.named("audit.log"), WalListener.NOOP)) {
      // Opening has repaired a torn tail, and says what it found.
      IO.println("records found: " + log.recovery().records());
      // Write as many as you like, then wait once: that is one sync for all of them.
      log.write(record("{\"who\":\"ada\",\"did\":\"open\"}"));
      long seq = log.write(record("{\"who\":\"bob\",\"did\":\"close\"}"));
      log.awaitDurable(seq);
      IO.println("durable up to: " + log.durableSeq());
    }
    // Reading needs neither the log nor its lock.
    try (WalReader reader = WalReader.open(directory, "audit.log", 1)) {
      while (reader.next()) {
        IO.println(reader.seq() + " " + UTF_8.decode(reader.record()));
      }
    }
  }

  private static ByteBuffer record(String json) {
    return ByteBuffer.wrap(json.getBytes(UTF_8));
  }
}
