package dev.holdfast.bench.wal;

/**
 * The batches of a {@link Slice} once more, in the same order, but by bare write and fdatasync on a
 * file whose space was written before.
 *
 * @param batches how many
 * @param bytes of all of them
 * @param seconds it took
 * @param syncMicros one write and its fdatasync
 * @param growingSeconds it took in a new file instead, which each batch makes longer
 * @param logSeconds how long the log's own thread was in write and fdatasync for the same
 * @param sequentialBytesPerSecond many large writes and one fdatasync, measured just afterwards
 */
record Replay(
    int batches,
    long bytes,
    double seconds,
    Percentiles syncMicros,
    double growingSeconds,
    double logSeconds,
    double sequentialBytesPerSecond) {}
