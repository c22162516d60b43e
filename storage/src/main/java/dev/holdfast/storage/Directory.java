package dev.holdfast.storage;

import java.io.IOException;
import java.util.List;

/**
 * One flat directory of files: the port through which everything durable is written. It has few
 * operations, and each says what a crash may leave behind.
 *
 * <p>A file name is a plain name: 1 to 255 characters without separators, blanks or control
 * characters, else {@link IllegalArgumentException}. All methods may be called by any thread. An
 * interrupt neither stops nor breaks an operation; the thread's flag stays set.
 *
 * <p>An {@link IOException} names the file. The directory stays usable after one, but whether the
 * operation took place is then unknown, and only looking tells.
 */
public interface Directory {

  /** How to name this directory's file {@code name} in a message to a person. */
  String describe(String name);

  /**
   * The names of the files in it, sorted; subdirectories and the lock's file are left out. A crash
   * may undo creates, renames and deletes since the last {@link #sync()}, and not all of them or
   * the last ones only: changes of different names are lost in any subset.
   */
  List<String> list() throws IOException;

  /** True if a file of that name exists. */
  boolean exists(String name) throws IOException;

  /**
   * Creates an empty file for reading and writing. Durable only after {@link #sync()}: until then a
   * crash may lose the whole file, synced content included.
   *
   * @throws java.nio.file.FileAlreadyExistsException if a file of that name exists
   */
  DataFile create(String name) throws IOException;

  /**
   * Opens an existing file for reading and writing.
   *
   * @throws java.nio.file.NoSuchFileException if there is none
   */
  DataFile open(String name) throws IOException;

  /**
   * Opens an existing file for reading only; works on a read-only file system.
   *
   * @throws java.nio.file.NoSuchFileException if there is none
   */
  DataFile openForReading(String name) throws IOException;

  /**
   * Renames atomically, replacing a file of the new name. Durable only after {@link #sync()}, and
   * it may become durable before the file's content does: sync the content first.
   *
   * @throws java.nio.file.NoSuchFileException if there is no file {@code from}
   */
  void rename(String from, String to) throws IOException;

  /**
   * Deletes a file; handles open on it still read. Durable only after {@link #sync()}.
   *
   * @throws java.nio.file.NoSuchFileException if there is none
   */
  void delete(String name) throws IOException;

  /** Makes all creates, renames and deletes so far durable (fsync of the directory). */
  void sync() throws IOException;

  /**
   * Takes the directory for this process, and for this opener in it, until the lock is closed. The
   * operating system frees it when the process dies. The lock is advisory: it excludes others who
   * ask for it, not those who read or write without.
   *
   * @throws DirectoryInUseException at once, if another holds it
   */
  DirectoryLock lock() throws IOException;
}
