/** A durable, ordered log of opaque bytes. */
module dev.holdfast.wal {
  requires dev.holdfast.storage;
  requires static org.jspecify;
}
