/** Composition, configuration, HTTP API, web page and command line. */
module dev.holdfast.server {
  requires dev.holdfast.core;
  requires dev.holdfast.storage;
  requires dev.holdfast.wal;
  requires dev.holdfast.snapshot;
  requires dev.holdfast.concurrency;
  requires dev.holdfast.engine;
  requires dev.holdfast.observability;
  requires info.picocli;
  requires io.vertx.core;
  requires io.vertx.web;
  requires tools.jackson.dataformat.yaml;
  requires micrometer.registry.prometheus;
  requires me.tongfei.progressbar;
  requires org.slf4j;
  requires static org.jspecify;
}
