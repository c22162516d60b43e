/** Atomically published, checksummed state files. */
module dev.holdfast.snapshot {
  requires dev.holdfast.storage;
  requires static org.jspecify;
}
