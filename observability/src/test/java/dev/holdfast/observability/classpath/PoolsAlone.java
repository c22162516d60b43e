package dev.holdfast.observability.classpath;

import dev.holdfast.observability.binding.PoolMetrics;
import dev.holdfast.observability.micrometer.MicrometerMeters;
import dev.holdfast.pool.Pool;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/**
 * A program of somebody who took the pools alone, and Micrometer. Run by {@link ClasspathTest} in a
 * JVM of its own.
 */
final class PoolsAlone {
  private PoolsAlone() {}

  public static void main(String[] args) {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    PoolMetrics metrics = new PoolMetrics(new MicrometerMeters(registry));
    try (Pool<StringBuilder> pool =
        Pool.named("builders", StringBuilder::new).listener(metrics).build()) {
      metrics.watch(pool::stats);
      pool.put(pool.get());
      for (Meter meter : registry.getMeters()) {
        System.out.println(meter.getId().getName() + " " + meter.measure());
      }
    }
    for (String name : args) {
      System.out.println(name + (isThere(name) ? " is there" : " is not there"));
    }
  }

  private static boolean isThere(String name) {
    try {
      Class.forName(name, false, PoolsAlone.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}
