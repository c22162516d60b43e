/** Composition, configuration and command line. */
module dev.holdfast.server {
  requires dev.holdfast.core;
  requires dev.holdfast.storage;
  requires dev.holdfast.wal;
  requires dev.holdfast.snapshot;
  requires dev.holdfast.concurrency;
  requires dev.holdfast.engine;
  requires dev.holdfast.observability;
  requires java.net.http;
  requires jdk.jfr;
  requires info.picocli;
  requires io.vertx.core;
  requires tools.jackson.core;
  requires tools.jackson.dataformat.yaml;
  requires org.snakeyaml.engine;
  requires micrometer.core;
  requires micrometer.registry.prometheus;
  requires io.opentelemetry.api;
  requires io.opentelemetry.context;
  requires io.opentelemetry.sdk.common;
  requires io.opentelemetry.sdk.trace;
  requires io.opentelemetry.sdk.autoconfigure.spi;
  requires java.logging;
  requires org.slf4j;
  requires ch.qos.logback.classic;
  requires ch.qos.logback.core;
  requires HdrHistogram;
  requires me.tongfei.progressbar;
  requires static org.jspecify;

  opens dev.holdfast.server.cli to
      info.picocli;
}
