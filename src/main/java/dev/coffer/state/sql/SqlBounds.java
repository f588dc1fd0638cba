package dev.coffer.state.sql;

import dev.coffer.endpoint.Capacities;
import dev.coffer.endpoint.Capacity;

/**
 * What one call may use.
 *
 * @param millis of time, all of its statements together
 * @param memoryBytes of memory beside Java's, as far as it can be told: see {@link NativeMemory}
 * @param databaseBytes of its owner's database
 */
record SqlBounds(long millis, long memoryBytes, long databaseBytes) {

    static SqlBounds of(Capacities capacities) {
        return new SqlBounds(
                capacities.of(Capacity.SQL_CALL_MS),
                capacities.of(Capacity.SQL_CALL_BYTES),
                capacities.of(Capacity.SQL_DATABASE_BYTES));
    }
}
