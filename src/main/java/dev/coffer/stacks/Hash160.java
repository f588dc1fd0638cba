package dev.coffer.stacks;

/** The 20 bytes by which an address names a public key or a script. */
public record Hash160(Bytes value) {
    public static final int BYTES = 20;

    public Hash160 {
        if (value.size() != BYTES) {
            throw new IllegalArgumentException("a hash160 has 20 bytes, not " + value.size());
        }
    }

    public String hex() {
        return value.hex();
    }
}
