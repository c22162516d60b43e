package dev.holdfast.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.observability.binding.JobTimings;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LateTimingsTest {
  private final LateTimings timings = new LateTimings();
  private final List<String> heard = new ArrayList<>();
  private final JobTimings listener =
      new JobTimings() {
        @Override
        public void enqueued(String queue, int jobs, long nanos, String errorType) {
          heard.add("enqueued " + queue + " " + jobs + " " + nanos + " " + errorType);
        }

        @Override
        public void processed(String queue, String type, long nanos, String errorType) {
          heard.add("processed " + queue + " " + type + " " + nanos + " " + errorType);
        }
      };

  @Test
  void whatWasMissedIsToldInOrderAndThenEverything() {
    timings.enqueued("a", 2, 3, "");
    timings.processed("a", "t", 4, "E");
    timings.join(listener);
    timings.processed("b", "t", 5, "");
    assertThat(heard).containsExactly("enqueued a 2 3 ", "processed a t 4 E", "processed b t 5 ");
  }

  @Test
  void nothingIsKeptForNobody() {
    timings.processed("a", "t", 4, "");
    timings.nobodyComes();
    timings.processed("a", "t", 5, "");
    timings.join(listener);
    assertThat(heard).isEmpty();
  }
}
