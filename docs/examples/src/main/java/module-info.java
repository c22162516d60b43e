/** The programs that the documentation quotes; the build runs them. */
module dev.holdfast.examples {
  requires dev.holdfast.core;
  requires dev.holdfast.storage;
  requires dev.holdfast.wal;
  requires dev.holdfast.snapshot;
  requires dev.holdfast.concurrency;
  requires dev.holdfast.pool;
  requires dev.holdfast.engine;
  requires java.management;
  requires static org.jspecify;
}
