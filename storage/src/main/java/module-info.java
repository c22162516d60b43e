/** The file port: directories, data files, locks. */
module dev.holdfast.storage {
  requires static org.jspecify;
}
