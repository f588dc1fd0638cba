package dev.coffer.state.memory;

import dev.coffer.state.memory.embed.Passages.Passage;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Vectors and the places of their passages as the store keeps them. */
final class VectorBytes {

    private VectorBytes() {}

    /** One behind the other, in half precision: cosines differ by less than 0.001. */
    static byte[] of(List<float[]> vectors) {
        ByteBuffer bytes =
                ByteBuffer.allocate(Short.BYTES * vectors.stream().mapToInt(v -> v.length).sum());
        for (float[] vector : vectors) {
            for (float number : vector) {
                bytes.putShort(Float.floatToFloat16(number));
            }
        }
        return bytes.array();
    }

    /** The vectors; none if they are of other dimensions. */
    static List<float[]> vectors(byte[] bytes, int dimensions) {
        int each = Short.BYTES * dimensions;
        if (bytes.length % each != 0) {
            return List.of();
        }
        ByteBuffer from = ByteBuffer.wrap(bytes);
        List<float[]> vectors = new ArrayList<>(bytes.length / each);
        while (from.hasRemaining()) {
            float[] vector = new float[dimensions];
            for (int i = 0; i < dimensions; i++) {
                vector[i] = Float.float16ToFloat(from.getShort());
            }
            vectors.add(vector);
        }
        return vectors;
    }

    static byte[] ofPassages(List<Passage> passages) {
        ByteBuffer bytes = ByteBuffer.allocate(2 * Integer.BYTES * passages.size());
        passages.forEach(passage -> bytes.putInt(passage.from()).putInt(passage.to()));
        return bytes.array();
    }

    static List<Passage> passages(byte[] bytes) {
        ByteBuffer from = ByteBuffer.wrap(bytes);
        List<Passage> passages = new ArrayList<>();
        while (from.hasRemaining()) {
            passages.add(new Passage(from.getInt(), from.getInt()));
        }
        return passages;
    }
}
