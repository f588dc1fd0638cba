package dev.coffer.store.crash;

/** Something that clients do again and again, and that must come out right in the end. */
interface Part {

    /** The header that names a call, so that it is done once however often it is asked for. */
    String KEY = "Idempotency-Key";

    /**
     * Does it once.
     *
     * @param name what no other step of the part is called
     */
    void step(String name);

    /** Fails the test if it did not come out right. When all clients have ended. */
    void check();
}
