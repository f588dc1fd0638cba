package dev.coffer.endpoint;

/** What a paid call costs, by kind; the amounts are the payment room's. */
public enum Tier {
    SIMPLE(2),
    AI(6),
    HEAVY_AI(20),
    STORAGE_READ(1),
    STORAGE_WRITE(2),
    STORAGE_WRITE_LARGE(10),
    STORAGE_AI(6);

    private final int units;

    Tier(int units) {
        this.units = units;
    }

    /** What a call of it weighs where calls are counted: as a read does so many times. */
    public int units() {
        return units;
    }

    /** The tier's name in answers and configuration: {@code storage_read}. */
    public String label() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
