package dev.coffer.state.memory.embed;

/**
 * A model that turns texts into vectors of length 1, near each other where the texts mean the same.
 * Deterministic, and used by several threads at once.
 */
public interface Embedder extends AutoCloseable {

    /** It can't do it now; whether it can later, it does not know. */
    final class Unavailable extends RuntimeException {
        public Unavailable(String message, Throwable cause) {
            super(message, cause);
        }

        public Unavailable(String message) {
            super(message, null, false, false);
        }
    }

    /** Kept beside the vectors: those of another model can't be compared. */
    String model();

    int dimensions();

    /** Tokens that it reads of one text; what follows them it would pass over. */
    int window();

    /** Tokens that it reads a text as. */
    int tokens(String text);

    /** How many texts it can be asked for at once. */
    int atOnce();

    /** What it needs before its first vector; slow, called once. */
    void load();

    /** The vector of a text that is kept. */
    float[] passage(String text);

    /** The vector of a question about such texts. */
    float[] query(String text);

    @Override
    void close();

    /** Brings a vector to length 1; one without any direction stays as it is. */
    static float[] normalized(float[] vector) {
        double sum = 0;
        for (float f : vector) {
            sum += (double) f * f;
        }
        if (sum == 0) {
            return vector;
        }
        double length = Math.sqrt(sum);
        float[] unit = new float[vector.length];
        for (int i = 0; i < unit.length; i++) {
            unit[i] = (float) (vector[i] / length);
        }
        return unit;
    }
}
