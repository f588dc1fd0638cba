package dev.coffer.stacks;

/**
 * Who signs a transaction, its place among that signer's transactions, what is paid for it, and the
 * signature: one key, one signature, 103 bytes (SIP-005, "Transaction authorization").
 *
 * @param nonce how many transactions of the signer went before
 * @param fee µSTX
 * @param compressedKey in which form the key was hashed
 */
public record SpendingCondition(
        HashMode mode,
        Hash160 signer,
        long nonce,
        long fee,
        boolean compressedKey,
        Signature signature) {

    /**
     * Stands in the sponsor's place while the origin signs: it signs that there is one, not who.
     */
    static final SpendingCondition ANY_SPONSOR =
            new SpendingCondition(
                    HashMode.P2PKH,
                    new Hash160(Bytes.zeros(Hash160.BYTES)),
                    0,
                    0,
                    true,
                    Signature.EMPTY);

    /** Without what is signed later, on top of the hash of all else. */
    SpendingCondition cleared() {
        return new SpendingCondition(mode, signer, 0, 0, compressedKey, Signature.EMPTY);
    }

    SpendingCondition signed(Signature by) {
        return new SpendingCondition(mode, signer, nonce, fee, compressedKey, by);
    }

    /**
     * Whether the signer signed this hash, and in the form in which nodes take a signature into
     * their mempool: low s, recovery id 0 to 3. Costs a recovery at most.
     */
    public boolean isSignedOver(byte[] presign, Curve curve) {
        return signature.isLowS()
                && curve.recover(signature, presign)
                        .filter(key -> mode.signer(key, compressedKey).equals(signer))
                        .isPresent();
    }

    /** As written where the key is written: 0 is compressed. */
    int keyEncoding() {
        return compressedKey ? 0x00 : 0x01;
    }

    static SpendingCondition read(WireReader in) throws MalformedBytes {
        int modeByte = in.u8();
        HashMode mode =
                HashMode.ofWire(modeByte)
                        .orElseThrow(() ->
                                in.malformed(
                                        "only single signatures are taken, hash modes 0 and"
                                                + " 2, not "
                                                + modeByte));
        Hash160 signer = new Hash160(in.bytes(Hash160.BYTES));
        long nonce = in.u63();
        long fee = in.u63();
        int keyEncoding = in.u8();
        if (keyEncoding > 0x01) {
            throw in.malformed("no key encoding has the code " + keyEncoding);
        }
        if (keyEncoding == 0x01 && mode == HashMode.P2WPKH_IN_P2SH) {
            throw in.malformed("a witness script takes compressed keys only");
        }
        Signature signature = new Signature(in.bytes(Signature.BYTES));
        return new SpendingCondition(mode, signer, nonce, fee, keyEncoding == 0x00, signature);
    }

    void write(WireWriter out) {
        out.u8(mode.wire()).bytes(signer.value()).i64(nonce).i64(fee);
        out.u8(keyEncoding()).bytes(signature.vrs());
    }
}
