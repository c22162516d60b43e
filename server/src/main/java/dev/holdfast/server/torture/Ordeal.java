package dev.holdfast.server.torture;

import dev.holdfast.storage.Directory;
import dev.holdfast.storage.sim.CrashExplorer;
import dev.holdfast.storage.sim.CrashExplorer.Run;
import java.util.List;

/**
 * What a component goes through: it works on a disk that loses power at any moment, and is held to
 * what it promised. Stateless, as it is run and checked very often, each time on another disk.
 *
 * @param <P> what it promises
 */
interface Ordeal<P> {

  /** How it is called on the command line and in reports. */
  String name();

  /** The same crashes, as many as can be explored from one seed in a second or so. */
  CrashExplorer bounded(CrashExplorer explorer);

  /** Works, and says what is to survive from then on. */
  void work(Directory disk, Run<P> run) throws Exception;

  /**
   * Recovers, and throws if a promise is broken, or if one cannot go on from there. It may be cut
   * off, and is then called again on what it left.
   */
  void check(Directory found, List<P> promised) throws Exception;

  /** Says how a promise was broken, unless it holds. */
  static void require(boolean holds, String broken) {
    if (!holds) {
      throw new AssertionError(broken);
    }
  }
}
