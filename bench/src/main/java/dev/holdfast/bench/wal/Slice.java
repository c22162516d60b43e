package dev.holdfast.bench.wal;

import java.util.Optional;

/**
 * One log, measured once.
 *
 * @param acknowledged records
 * @param seconds from the first append to the last acknowledgement
 * @param ackMicros how long an append took, as its caller saw it
 * @param payloadBytes the records' own
 * @param deviceBytes what the whole device wrote meanwhile, others' writes included; 0 if unknown
 * @param disk the same batches without a log, if it told them
 */
record Slice(
    Subject subject,
    int appenders,
    int round,
    long acknowledged,
    double seconds,
    Percentiles ackMicros,
    long payloadBytes,
    long deviceBytes,
    Optional<Replay> disk) {

  /** Acknowledged records a second. */
  double perSecond() {
    return acknowledged / seconds;
  }

  Slice with(Replay replay) {
    return new Slice(
        subject,
        appenders,
        round,
        acknowledged,
        seconds,
        ackMicros,
        payloadBytes,
        deviceBytes,
        Optional.of(replay));
  }
}
