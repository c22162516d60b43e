package dev.holdfast.storage;

import java.io.IOException;

/** A directory held by one opener, until closed; see {@link Directory#lock()}. */
public interface DirectoryLock extends AutoCloseable {

  /** Frees the directory; further calls have no effect. */
  @Override
  void close() throws IOException;
}
