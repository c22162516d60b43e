package dev.holdfast.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class GlanceTest {
  private final AtomicInteger busy = new AtomicInteger(3);
  private final AtomicLong nanos = new AtomicLong();
  private final Glance glance = new Glance(busy::get, nanos::get);

  @Test
  void whoAsksWithinAMomentSeesTheSame() {
    assertThat(glance.look()).isEqualTo(3);
    busy.set(5);
    nanos.set(Glance.MOMENT_NANOS - 1);
    assertThat(glance.look()).isEqualTo(3);
  }

  @Test
  void afterwardsItIsLookedAtAgain() {
    assertThat(glance.look()).isEqualTo(3);
    busy.set(5);
    nanos.set(Glance.MOMENT_NANOS);
    assertThat(glance.look()).isEqualTo(5);
  }
}
