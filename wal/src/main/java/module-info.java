/** A durable, ordered log of opaque records. */
module dev.holdfast.wal {
  requires transitive dev.holdfast.storage;
  requires static org.jspecify;

  exports dev.holdfast.wal;
}
