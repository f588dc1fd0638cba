package dev.coffer.stacks;

import java.util.Arrays;
import java.util.Optional;

/** How a signer's hash is made from its one public key (SIP-005). Multi-signature modes are out. */
public enum HashMode {
    /** The hash160 of the key. */
    P2PKH(0x00),

    /** The hash160 of a Bitcoin witness script over the hash160 of the key. */
    P2WPKH_IN_P2SH(0x02);

    private static final byte[] WITNESS_V0_PUSH_20 = {0x00, 0x14};

    private final int wire;

    HashMode(int wire) {
        this.wire = wire;
    }

    int wire() {
        return wire;
    }

    static Optional<HashMode> ofWire(int wire) {
        return Arrays.stream(values()).filter(mode -> mode.wire == wire).findFirst();
    }

    /** The signer's hash for a key, in the form in which it is written. */
    public Hash160 signer(PublicKey key, boolean compressed) {
        Hash160 keyHash = Hashes.hash160(compressed ? key.compressed() : key.uncompressed());
        return switch (this) {
            case P2PKH -> keyHash;
            case P2WPKH_IN_P2SH -> Hashes.hash160(WITNESS_V0_PUSH_20, keyHash.value().array());
        };
    }
}
