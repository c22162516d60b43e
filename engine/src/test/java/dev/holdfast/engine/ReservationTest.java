package dev.holdfast.engine;

import static dev.holdfast.engine.EngineRig.NO_WAIT;
import static dev.holdfast.engine.EngineRig.await;
import static dev.holdfast.engine.EngineRig.job;
import static dev.holdfast.engine.EngineRig.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.core.JobId;
import dev.holdfast.core.JobSpec;
import dev.holdfast.storage.sim.SimulatedDisk;
import dev.holdfast.storage.sim.SyncHold;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who waits for a job, and in what order they get one. */
class ReservationTest {
  private static final Duration LONG = Duration.ofHours(1);

  private final EngineRig rig = new EngineRig();
  private final SimulatedDisk disk = SimulatedDisk.withSeed(34);
  private final Engine engine = rig.open(disk);

  @AfterEach
  void close() {
    engine.close();
  }

  private CompletableFuture<List<Lease>> wait(Reservation reservation) {
    return engine.reserve(reservation.waiting(LONG));
  }

  private void enqueue(JobSpec... jobs) {
    await(engine.enqueue(List.of(jobs)));
  }

  private static String id(CompletableFuture<List<Lease>> reserved) {
    return await(reserved).getFirst().id().value();
  }

  /** Everything that was asked before this has been served by then. */
  private void settle() {
    await(engine.find(new JobId("nobody")));
  }

  @Test
  void thoseWhoWaitForTheSameAreServedInTheOrderOfTheirComing() {
    List<CompletableFuture<List<Lease>>> waiting = new ArrayList<>();
    List<JobSpec> jobs = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      waiting.add(wait(Reservation.by("w-" + i)));
      jobs.add(job("job-" + i));
    }
    settle();
    await(engine.enqueue(jobs));
    for (int i = 0; i < 100; i++) {
      assertThat(id(waiting.get(i))).isEqualTo("job-" + i);
    }
  }

  @Test
  void eachGetsTheFirstJobThatItMayHaveWhateverOthersWaitFor() {
    var mail = wait(Reservation.by("mail").from("mail"));
    var anything = wait(Reservation.by("anything"));
    var fax = wait(Reservation.by("fax").ofTypes(List.of("fax")));
    var mailToo = wait(Reservation.by("mail-too").from("mail"));
    var printOrMail = wait(Reservation.by("both").from("print", "mail"));
    enqueue(job("x"));
    assertThat(id(anything)).isEqualTo("x");
    enqueue(job("m1").withQueue("mail"), job("m2").withQueue("mail"), job("m3").withQueue("mail"));
    assertThat(id(mail)).isEqualTo("m1");
    assertThat(id(mailToo)).isEqualTo("m2");
    assertThat(id(printOrMail)).isEqualTo("m3");
    assertThat(fax).isNotDone();
    enqueue(job("f").withType("fax").withQueue("whatever"));
    assertThat(id(fax)).isEqualTo("f");
  }

  @Test
  void whoCameFirstIsServedFirstAlsoWhenOneOfTheJobsWouldDoForBoth() {
    var specific = wait(Reservation.by("specific").from("mail"));
    var anything = wait(Reservation.by("anything"));
    enqueue(job("m").withQueue("mail"));
    assertThat(id(specific)).isEqualTo("m");
    var specificAgain = wait(Reservation.by("again").from("mail"));
    settle();
    enqueue(job("m2").withQueue("mail"));
    assertThat(id(anything)).isEqualTo("m2");
    assertThat(specificAgain).isNotDone();
  }

  @Test
  void aReservationForManyGetsWhatThereIsAndDoesNotWaitForMore() {
    var many = wait(Reservation.by("many").atMost(3));
    enqueue(job("a"), job("b"));
    assertThat(await(many)).hasSize(2);
    enqueue(job("c"), job("d"), job("e"), job("f"));
    assertThat(await(engine.reserve("w", 3, NO_WAIT))).hasSize(3);
  }

  @Test
  void theLeaseIsAsLongAsWasAskedFor() {
    enqueue(job("a"));
    Lease lease = await(engine.reserve(Reservation.by("w").leasedFor(LONG))).getFirst();
    assertThat(lease.deadlineMillis()).isEqualTo(rig.nowMillis.get() + LONG.toMillis());
  }

  @Test
  void aCancelledReservationWaitsNoLongerAndTheNextInLineGetsTheJob() {
    var first = wait(Reservation.by("first"));
    var second = wait(Reservation.by("second"));
    assertThat(first.cancel(false)).isTrue();
    enqueue(job("a"));
    assertThat(await(second).getFirst().job().worker()).isEqualTo("second");
    assertThat(engine.counters().dispatched()).isEqualTo(1);
  }

  @Test
  void jobsOnTheirWayToACancelledReservationGoBackAtOnceAndLoseNoChance()
      throws InterruptedException {
    CompletableFuture<List<Lease>> reserved;
    try (SyncHold hold = disk.holdSyncs()) {
      var enqueued = engine.enqueue(List.of(job("a"), job("b")));
      hold.awaitWaiting(1);
      reserved = engine.reserve("w", 2, NO_WAIT);
      until(() -> engine.stats().inFlight() == 2);
      assertThat(reserved.cancel(false)).isTrue();
      assertThat(enqueued).isNotDone();
    }
    until(() -> engine.stats().pending() == 2);
    Lease again = EngineRig.reserveOne(engine);
    assertThat(again.attempt()).isEqualTo(2);
    assertThat(again.job().failures()).isZero();
  }

  @Test
  void aReservationThatItsCallerGivesUpIsForgotten() {
    var impatient = wait(Reservation.by("impatient"));
    // On this thread, so that the engine has been told when it returns.
    assertThat(impatient.cancel(true)).isTrue();
    settle();
    enqueue(job("a"));
    assertThat(EngineRig.reserveOne(engine).attempt()).isEqualTo(1);
  }

  @Test
  void everyReservationEndsInItsTimeAndOnesThatWaitLongerStay() {
    List<CompletableFuture<List<Lease>>> shorter = new ArrayList<>();
    var longer = wait(Reservation.by("longer"));
    for (int i = 0; i < 50; i++) {
      shorter.add(engine.reserve(Reservation.by("w-" + i).waiting(Duration.ofMillis(1 + i % 7))));
    }
    for (CompletableFuture<List<Lease>> each : shorter) {
      assertThat(await(each)).isEmpty();
    }
    assertThat(longer).isNotDone();
    enqueue(job("a"));
    assertThat(id(longer)).isEqualTo("a");
  }

  @Test
  void whoeverStillWaitsWhenTheEngineClosesIsTold() {
    var waiting = wait(Reservation.by("w"));
    engine.close();
    assertThatThrownBy(() -> await(waiting)).isInstanceOf(EngineClosedException.class);
  }

  @Test
  void thousandsWhoWaitForWhatIsNotThereDoNotKeepOneWaitingForWhatIs() {
    for (int i = 0; i < 2000; i++) {
      var _ = wait(Reservation.by("w-" + i).from("nothing"));
    }
    var lucky = wait(Reservation.by("lucky").from("mail"));
    enqueue(job("other"), job("m").withQueue("mail"));
    assertThat(id(lucky)).isEqualTo("m");
  }

  @Test
  void anUnreasonableReservationIsRefused() {
    Reservation one = Reservation.by("w");
    assertThatThrownBy(() -> one.atMost(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> one.waiting(Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> one.leasedFor(Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void reservationsThatEndAtTheSameMomentAllEndThere() {
    try (VirtualEngine virtual = VirtualEngine.withSeed(1)) {
      List<CompletableFuture<List<Lease>>> waiting = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        Duration wait = Duration.ofSeconds(1 + i % 4);
        waiting.add(virtual.engine().reserve(Reservation.by("w-" + i).waiting(wait)));
      }
      waiting.get(5).cancel(false);
      virtual.advance(Duration.ofSeconds(2));
      for (int i = 0; i < 40; i++) {
        assertThat(waiting.get(i).isDone()).as("wait %d", i).isEqualTo(i % 4 < 2);
      }
      virtual.advance(Duration.ofSeconds(2));
      assertThat(waiting).allMatch(CompletableFuture::isDone);
    }
  }

  /** The loop reads the clock whenever it wakes up; it has no reason to while nothing happens. */
  @Test
  void nobodyLooksForJobsWhileSomebodyWaits() {
    AtomicInteger reads = new AtomicInteger();
    InstantSource counting =
        () -> {
          reads.incrementAndGet();
          return rig.clock.instant();
        };
    SimulatedDisk other = SimulatedDisk.withSeed(35);
    try (Engine counted = Engine.open(other, other, rig.config, counting, EngineListener.NONE)) {
      var patient = counted.reserve(Reservation.by("patient").waiting(LONG));
      var waiting = counted.reserve(Reservation.by("w").waiting(Duration.ofMillis(300)));
      await(counted.find(new JobId("nobody")));
      int before = reads.get();
      assertThat(await(waiting)).isEmpty();
      assertThat(reads.get() - before).as("reads of the clock in 300 ms").isLessThan(20);
      await(counted.enqueue(job("a")));
      assertThat(id(patient)).isEqualTo("a");
    }
  }
}
