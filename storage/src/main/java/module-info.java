/** The file port: directories, data files, locks, and a simulated disk to test against. */
module dev.holdfast.storage {
  requires static org.jspecify;

  exports dev.holdfast.storage;
  exports dev.holdfast.storage.sim;
}
