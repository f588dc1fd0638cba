package dev.coffer.tool.registry;

import dev.coffer.endpoint.Limit;

/** What an entry of the directory may be. */
enum RegistryLimits implements Limit {
    REGISTRY_URL_CHARS(2_048),
    REGISTRY_NAME_CHARS(100),
    REGISTRY_DESCRIPTION_CHARS(500),
    REGISTRY_CATEGORY_CHARS(50),
    REGISTRY_TAG_CHARS(50),
    REGISTRY_TAGS(20),

    /** Entries of one owner: the directory is everybody's. */
    REGISTRY_ENTRIES_OF_OWNER(1_000),

    REGISTRY_PAGE_DEFAULT(50),
    REGISTRY_PAGE_MAX(100),

    /** How far a list can be gone into by offset. */
    REGISTRY_OFFSET_MAX(100_000),

    /** How long a signature that proves ownership is good, and what it says is remembered. */
    REGISTRY_CHALLENGE_SECONDS(300);

    private final long value;

    RegistryLimits(long value) {
        this.value = value;
    }

    @Override
    public long value() {
        return value;
    }
}
