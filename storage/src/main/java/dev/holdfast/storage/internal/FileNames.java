package dev.holdfast.storage.internal;

/** Which names a file in a directory may have: the same rule on every implementation. */
public final class FileNames {
  /** The file by which a process holds its directory; never listed, and no caller's to touch. */
  public static final String LOCK = "holdfast.lock";

  private static final int LENGTH_MAX = 255;

  private FileNames() {}

  /**
   * Returns {@code name} if it is a plain file name.
   *
   * @throws IllegalArgumentException if it could lead out of the directory, or is reserved
   */
  public static String check(String name) {
    boolean plain = !name.isEmpty() && !name.equals(".") && !name.equals("..");
    for (int i = 0; plain && i < name.length(); i++) {
      char c = name.charAt(i);
      plain = c > ' ' && c != '/' && c != '\\' && c != 0x7f;
    }
    if (!plain || name.length() > LENGTH_MAX) {
      throw new IllegalArgumentException(
          "not a file name: \"%s\" (1 to %d characters without separators, blanks or controls)"
              .formatted(name, LENGTH_MAX));
    }
    if (name.equals(LOCK)) {
      throw new IllegalArgumentException("reserved for the directory's lock: \"" + name + "\"");
    }
    return name;
  }
}
