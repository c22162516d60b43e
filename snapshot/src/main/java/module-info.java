/** Atomically published, checksummed state files. */
module dev.holdfast.snapshot {
  requires transitive dev.holdfast.storage;
  requires static org.jspecify;

  exports dev.holdfast.snapshot;
}
