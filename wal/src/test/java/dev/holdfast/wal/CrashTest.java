package dev.holdfast.wal;

import static dev.holdfast.wal.Logs.drain;
import static dev.holdfast.wal.Logs.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.storage.sim.Fault;
import dev.holdfast.storage.sim.FaultPlan;
import dev.holdfast.storage.sim.PowerLostException;
import dev.holdfast.storage.sim.SimulatedDisk;
import dev.holdfast.wal.WalConfig.Format;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The power fails at a random operation, again and again over several lives of one log; what was
 * not synced is lost in any part and any order. Every acknowledged record must be there, in a
 * prefix of what was written, and nothing else.
 *
 * <p>{@code -Dholdfast.wal.crashSeeds=100000} runs it for longer; a failure names its seed.
 */
@ParameterizedClass
@EnumSource(Format.class)
@Timeout(value = 1, unit = TimeUnit.HOURS)
class CrashTest {

  private static final int SEEDS = Integer.getInteger("holdfast.wal.crashSeeds", 60);
  private static final long FIRST_SEED = Long.getLong("holdfast.wal.crashFirstSeed", 1);
  private static final int LIVES = 6;

  private final Format format;

  CrashTest(Format format) {
    this.format = format;
  }

  @Test
  void everyAcknowledgedRecordSurvivesEveryPowerFailure() {
    for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
      try {
        new History(seed, Durability.SYNC_EVERY_BATCH).live();
      } catch (Exception | AssertionError e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  @Test
  void aWeakerModeLosesNothingThatWasSynced() {
    List<Durability> modes =
        List.of(Durability.OS_ONLY, Durability.count(7), Durability.time(Duration.ofMillis(1)));
    for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS / 3; seed++) {
      for (Durability mode : modes) {
        try {
          new History(seed, mode).live();
        } catch (Exception | AssertionError e) {
          throw new AssertionError("seed " + seed + ", " + mode, e);
        }
      }
    }
  }

  /**
   * The death of a process leaves names and bytes that are not on the disk yet. What the next one
   * finds and believes must be there when the power goes.
   */
  @Test
  void whatIsFoundAfterTheDeathOfAProcessIsOnTheDiskByThen() {
    WalConfig tiny = Logs.config(format).withSegmentBytesMax(700).withBufferBytes(1024);
    for (int change = 1; change <= 120; change++) {
      SimulatedDisk disk = SimulatedDisk.withSeed(change);
      disk.follow(FaultPlan.none().failAtChange(change, Fault.POWER_LOSS));
      try (Wal wal = Logs.open(disk, tiny)) {
        Logs.fill(wal, 1, 30);
      } catch (WalException e) {
        assertThat(e).hasRootCauseInstanceOf(PowerLostException.class);
      }
      SimulatedDisk found = disk.powerOff().restartProcess();
      try (Wal wal = Logs.open(found, tiny)) {
        mustBeOnTheDisk(wal, found, tiny, change);
        // It may stand in a segment whose name the dead process did not make durable.
        wal.appendDurable(Logs.record(wal.lastSeq() + 1));
        mustBeOnTheDisk(wal, found, tiny, change);
      }
    }
  }

  private static void mustBeOnTheDisk(Wal wal, SimulatedDisk disk, WalConfig config, int change) {
    try (Wal later = Logs.open(disk.powerCut().restartLosingAll(), config)) {
      assertThat(later.lastSeq()).as("change %d", change).isEqualTo(wal.lastSeq());
      assertThat(drain(later.readFrom(1))).isEqualTo(Logs.records(1, wal.lastSeq()));
    }
  }

  /** Several lives of one log, and what must be true of it. */
  private final class History {
    private final Random random;
    private final WalConfig config;
    private SimulatedDisk disk;

    /** All records written in the present life and those found at its beginning. */
    private List<String> written = new ArrayList<>();

    /** How many of them are on disk for certain. */
    private long synced;

    private long truncatedBefore = 1;

    History(long seed, Durability durability) {
      random = new Random(seed);
      disk = SimulatedDisk.withSeed(seed);
      config =
          Logs.config(format)
              .withDurability(durability)
              .withSegmentBytesMax(600 + random.nextInt(3000))
              .withBufferBytes(1024 + random.nextInt(3000))
              .withPreallocate(random.nextBoolean());
    }

    void live() {
      for (int life = 0; life < LIVES; life++) {
        disk.follow(FaultPlan.none().failAtChange(1 + random.nextInt(60), Fault.POWER_LOSS));
        try (Wal wal = Logs.open(disk, config)) {
          mustHold(wal);
          write(wal, life);
        } catch (CorruptLogException | NewerFormatException e) {
          throw new AssertionError("refused after a crash: " + e.getMessage(), e);
        } catch (WalException e) {
          assertThat(e).hasRootCauseInstanceOf(PowerLostException.class);
        }
        disk = disk.powerOff().restart(random.nextLong());
      }
      try (Wal wal = Logs.open(disk, config)) {
        mustHold(wal);
      }
    }

    private void mustHold(Wal wal) {
      long first = wal.recovery().firstSeq();
      assertThat(first).isBetween(1L, truncatedBefore);
      assertThat(wal.lastSeq()).isBetween(synced, (long) written.size());
      try (WalReader reader = wal.readFrom(1)) {
        assertThat(drain(reader)).isEqualTo(written.subList((int) first - 1, (int) wal.lastSeq()));
      }
      written = new ArrayList<>(written.subList(0, (int) wal.lastSeq()));
      synced = wal.lastSeq();
    }

    private void write(Wal wal, int life) {
      try {
        for (int i = 0; i < 100; i++) {
          String record =
              "{\"life\":%d,\"i\":%d,\"fill\":\"%s\"}"
                  .formatted(life, i, "z".repeat(random.nextInt(300)));
          written.add(record);
          wal.write(utf8(record));
          if (random.nextInt(4) == 0) {
            wal.awaitDurable(wal.lastSeq());
          }
          if (random.nextInt(20) == 0) {
            wal.sync();
          }
          if (random.nextInt(30) == 0) {
            truncatedBefore = Math.max(truncatedBefore, wal.syncedSeq() - random.nextInt(10));
            wal.truncateBefore(truncatedBefore);
          }
        }
      } finally {
        synced = Math.max(synced, wal.syncedSeq());
      }
    }
  }
}
