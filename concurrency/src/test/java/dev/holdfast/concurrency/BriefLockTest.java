package dev.holdfast.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BriefLockTest {
  private static final int EACH = 50_000;

  private final BriefLock lock = new BriefLock();
  private int count;

  @Test
  void oneThreadAtATimeVirtualOrNot() throws Exception {
    List<TestThreads.Running<Boolean>> threads = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      threads.add(TestThreads.start(this::countUp));
      threads.add(TestThreads.startPlatform(this::countUp));
    }
    for (var thread : threads) {
      thread.result();
    }
    assertThat(count).isEqualTo(threads.size() * EACH);
  }

  private boolean countUp() {
    for (int i = 0; i < EACH; i++) {
      lock.lock();
      try {
        count++;
      } finally {
        lock.unlock();
      }
    }
    return true;
  }
}
