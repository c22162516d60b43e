/** Object pools that work the same on platform and on virtual threads. */
module dev.holdfast.pool {
  requires static org.jspecify;

  exports dev.holdfast.pool;
}
