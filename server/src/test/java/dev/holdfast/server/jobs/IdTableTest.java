package dev.holdfast.server.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IdTableTest {
  @Test
  void itAnswersAsAMapWould() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    IdTable table = new IdTable();
    Map<String, Integer> map = new HashMap<>();
    List<String> inOrder = new ArrayList<>();
    for (int i = 0; i < 50_000; i++) {
      String id = randomId(random);
      int number = table.intern(id);
      Integer before = map.putIfAbsent(id, number);
      if (before == null) {
        assertThat(number).as("seed %d", seed).isEqualTo(inOrder.size());
        inOrder.add(id);
      } else {
        assertThat(number).as("seed %d", seed).isEqualTo(before);
      }
    }
    assertThat(table.size()).isEqualTo(map.size());
    for (int number = 0; number < inOrder.size(); number++) {
      assertThat(table.get(number)).as("seed %d", seed).isEqualTo(inOrder.get(number));
      assertThat(table.find(inOrder.get(number))).isEqualTo(number);
    }
    assertThat(table.find("not there")).isEqualTo(-1);
  }

  private static String randomId(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> "task-" + random.nextInt(10_000);
      case 1 -> "\uD83D\uDE00" + random.nextInt(1000);
      case 2 -> "ü".repeat(1 + random.nextInt(128));
      default -> Long.toString(random.nextLong(), 36);
    };
  }
}
