/** The durable queue, embeddable without any network. */
module dev.holdfast.engine {
  requires transitive dev.holdfast.core;
  requires transitive dev.holdfast.storage;
  requires transitive dev.holdfast.wal;
  requires transitive dev.holdfast.snapshot;
  requires transitive dev.holdfast.concurrency;
  requires transitive tools.jackson.core;
  requires static org.jspecify;

  exports dev.holdfast.engine;
}
