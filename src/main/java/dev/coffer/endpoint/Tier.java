package dev.coffer.endpoint;

/** What a paid call costs, by kind; the amounts are the payment room's. */
public enum Tier {
    SIMPLE,
    AI,
    HEAVY_AI,
    STORAGE_READ,
    STORAGE_WRITE,
    STORAGE_WRITE_LARGE,
    STORAGE_AI;

    /** The tier's name in answers and configuration: {@code storage_read}. */
    public String label() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
