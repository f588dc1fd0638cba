package dev.coffer.store.crash;

/** Something that clients do again and again, and that must come out right in the end. */
interface Part {

    /**
     * Does it once.
     *
     * @param name what no other step of the part is called
     */
    void step(String name);

    /** Fails the test if it did not come out right. When all clients have ended. */
    void check();
}
