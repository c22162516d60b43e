package dev.holdfast.storage;

import java.io.IOException;
import java.util.OptionalLong;

/** The directory is held by another process, or by another opener in this one. */
public final class DirectoryInUseException extends IOException {
  private static final long serialVersionUID = 1L;
  private static final long UNKNOWN = -1;

  private final String directory;
  private final long holderPid;

  /**
   * A refusal of {@code directory}, as a person knows it.
   *
   * @param holderPid the process that holds it, if known; this process's own if another opener in
   *     it does
   */
  public DirectoryInUseException(String directory, OptionalLong holderPid) {
    super(message(directory, holderPid));
    this.directory = directory;
    this.holderPid = holderPid.orElse(UNKNOWN);
  }

  /** The directory, as a person knows it. */
  public String directory() {
    return directory;
  }

  /** The process that holds it, if known. */
  public OptionalLong holderPid() {
    return holderPid == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(holderPid);
  }

  private static String message(String directory, OptionalLong holderPid) {
    if (holderPid.isEmpty()) {
      return directory + " is in use by another process: stop it, or use another directory";
    }
    long pid = holderPid.getAsLong();
    if (pid == ProcessHandle.current().pid()) {
      return directory
          + " is in use by this process ("
          + pid
          + ") already: close what holds it, or use another directory";
    }
    return directory + " is in use by process " + pid + ": stop it, or use another directory";
  }
}
