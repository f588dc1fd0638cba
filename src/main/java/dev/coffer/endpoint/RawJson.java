package dev.coffer.endpoint;

/** A JSON value as the bytes that came: number spelling, key order and white space included. */
public record RawJson(byte[] bytes) {

    public int size() {
        return bytes.length;
    }
}
