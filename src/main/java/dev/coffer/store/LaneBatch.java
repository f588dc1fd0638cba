package dev.coffer.store;

/**
 * A batch that a lane committed.
 *
 * @param works how many it is of
 * @param waitedNanos how long the one that waited longest had waited when it began
 * @param commitNanos how long the commit took; 0 where it had to be looked up
 */
public record LaneBatch(int works, long waitedNanos, long commitNanos) {}
