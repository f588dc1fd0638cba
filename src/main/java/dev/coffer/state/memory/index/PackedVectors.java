package dev.coffer.state.memory.index;

import java.util.Arrays;

/**
 * Vectors of length 1, one behind the other in large arrays, each of a document and a part of it.
 * Compared with a question by looking at every one: exact, 2 ms for ten thousand of 384 numbers.
 */
final class PackedVectors {

    private static final int ROWS_OF_CHUNK = 1024;
    private static final int FIRST_ROWS = 16;

    private final int dimensions;
    private float[][] chunks = new float[0][];
    private int[] documents = new int[FIRST_ROWS];
    private int[] parts = new int[FIRST_ROWS];
    private int rows;

    PackedVectors(int dimensions) {
        this.dimensions = dimensions;
    }

    int rows() {
        return rows;
    }

    /** Bytes that it takes, about. */
    long bytes() {
        long floats = 0;
        for (float[] chunk : chunks) {
            floats += chunk.length;
        }
        return 4 * floats + 8L * documents.length;
    }

    void add(int document, int part, float[] vector) {
        if (rows == documents.length) {
            documents = Arrays.copyOf(documents, 2 * rows);
            parts = Arrays.copyOf(parts, 2 * rows);
        }
        documents[rows] = document;
        parts[rows] = part;
        System.arraycopy(vector, 0, room(), rows % ROWS_OF_CHUNK * dimensions, dimensions);
        rows++;
    }

    /** The chunk in which the next row has its room. */
    private float[] room() {
        int chunk = rows / ROWS_OF_CHUNK;
        if (chunk == chunks.length) {
            chunks = Arrays.copyOf(chunks, chunk + 1);
            int first = chunk == 0 ? FIRST_ROWS : ROWS_OF_CHUNK;
            chunks[chunk] = new float[first * dimensions];
        }
        int needed = (rows % ROWS_OF_CHUNK + 1) * dimensions;
        if (chunks[chunk].length < needed) {
            chunks[chunk] = Arrays.copyOf(chunks[chunk], 2 * chunks[chunk].length);
        }
        return chunks[chunk];
    }

    /**
     * How near each document is to a question: the nearest of its parts, which one that is, and
     * {@link Float#NEGATIVE_INFINITY} for a document that has none.
     */
    void nearest(float[] question, float[] similarity, int[] part) {
        Arrays.fill(similarity, Float.NEGATIVE_INFINITY);
        for (int row = 0; row < rows; row++) {
            float[] chunk = chunks[row / ROWS_OF_CHUNK];
            float found = dot(chunk, row % ROWS_OF_CHUNK * dimensions, question);
            int document = documents[row];
            if (found > similarity[document]) {
                similarity[document] = found;
                part[document] = parts[row];
            }
        }
    }

    /** Eight sums at once, so that additions do not wait for each other. */
    private static float dot(float[] a, int from, float[] b) {
        float s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, s6 = 0, s7 = 0;
        int whole = b.length & ~7;
        for (int i = 0, j = from; i < whole; i += 8, j += 8) {
            s0 += a[j] * b[i];
            s1 += a[j + 1] * b[i + 1];
            s2 += a[j + 2] * b[i + 2];
            s3 += a[j + 3] * b[i + 3];
            s4 += a[j + 4] * b[i + 4];
            s5 += a[j + 5] * b[i + 5];
            s6 += a[j + 6] * b[i + 6];
            s7 += a[j + 7] * b[i + 7];
        }
        float sum = s0 + s1 + s2 + s3 + (s4 + s5 + s6 + s7);
        for (int i = whole; i < b.length; i++) {
            sum += a[from + i] * b[i];
        }
        return sum;
    }
}
