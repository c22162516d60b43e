/** The durable queue, embeddable without any network. */
module dev.holdfast.engine {
  requires dev.holdfast.core;
  requires dev.holdfast.storage;
  requires dev.holdfast.wal;
  requires dev.holdfast.snapshot;
  requires dev.holdfast.concurrency;
  requires tools.jackson.core;
  requires static org.jspecify;
}
