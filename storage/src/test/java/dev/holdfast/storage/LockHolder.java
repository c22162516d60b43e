package dev.holdfast.storage;

import java.io.IOException;
import java.nio.file.Path;

/** A process that holds a directory until its input ends. */
final class LockHolder {
  private LockHolder() {}

  public static void main(String[] args) throws IOException {
    DiskDirectory directory = DiskDirectory.open(Path.of(args[0]));
    try (DirectoryLock lock = directory.lock()) {
      System.out.println("held " + lock.getClass().getSimpleName());
      int end = System.in.read();
      System.out.println("end " + end);
    } catch (DirectoryInUseException e) {
      System.out.println(e.getMessage());
    }
  }
}
