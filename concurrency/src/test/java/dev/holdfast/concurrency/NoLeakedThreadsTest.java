package dev.holdfast.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoLeakedThreadsTest {
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theRuleSeesThreadsOfBothKinds(boolean virtual) throws InterruptedException {
    Map<String, String> before = NoLeakedThreads.alive();
    CountDownLatch end = new CountDownLatch(1);
    Thread.Builder builder = virtual ? Thread.ofVirtual() : Thread.ofPlatform();
    Thread thread = builder.name("left-behind").start(() -> TestThreads.await(end));

    Map<String, String> now = NoLeakedThreads.alive();
    now.keySet().removeAll(before.keySet());
    assertThat(now).containsValue("left-behind");

    end.countDown();
    thread.join();
    assertThat(NoLeakedThreads.leakedSince(before)).isEmpty();
  }
}
