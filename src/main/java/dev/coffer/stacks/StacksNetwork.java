package dev.coffer.stacks;

import java.util.Arrays;
import java.util.Optional;

/**
 * The Stacks networks, and the marks that keep a transaction or an address of one from being taken
 * for the other's. A devnet is marked as testnet.
 *
 * <p>SIP-005 gives mainnet the chain id 0; the live network uses 1.
 */
public enum StacksNetwork {
    MAINNET("stacks:1", "mainnet", 0x00, 0x00000001, 22, 20),
    TESTNET("stacks:2147483648", "testnet", 0x80, 0x80000000, 26, 21);

    private final String caip2;
    private final String v1Name;
    private final int transactionVersion;
    private final int chainId;
    private final int keyHashVersion;
    private final int scriptHashVersion;

    StacksNetwork(
            String caip2,
            String v1Name,
            int transactionVersion,
            int chainId,
            int keyHashVersion,
            int scriptHashVersion) {
        this.caip2 = caip2;
        this.v1Name = v1Name;
        this.transactionVersion = transactionVersion;
        this.chainId = chainId;
        this.keyHashVersion = keyHashVersion;
        this.scriptHashVersion = scriptHashVersion;
    }

    public static Optional<StacksNetwork> ofCaip2(String caip2) {
        return Arrays.stream(values()).filter(n -> n.caip2.equals(caip2)).findFirst();
    }

    /** The network that an address is of. */
    public static Optional<StacksNetwork> of(StacksAddress address) {
        return Arrays.stream(values()).filter(n -> n.owns(address)).findFirst();
    }

    /** {@code stacks:1}, {@code stacks:2147483648}. */
    public String caip2() {
        return caip2;
    }

    /** {@code mainnet}, {@code testnet}: as x402 v1 says it. */
    public String v1Name() {
        return v1Name;
    }

    /** The first byte of a transaction. */
    public int transactionVersion() {
        return transactionVersion;
    }

    /** As 32 bits; unsigned where it is shown. */
    public int chainId() {
        return chainId;
    }

    /** How its addresses begin, for people: {@code SP or SM}. */
    public String marks() {
        return "S%c or S%c"
                .formatted(C32.character(keyHashVersion), C32.character(scriptHashVersion));
    }

    /** Whether an address is of this network. */
    public boolean owns(StacksAddress address) {
        return address.version() == keyHashVersion || address.version() == scriptHashVersion;
    }

    /** An address of this network, as the same key or script has it on another. */
    public StacksAddress converted(StacksAddress own, StacksNetwork other) {
        boolean ofKey = own.version() == keyHashVersion;
        return new StacksAddress(
                ofKey ? other.keyHashVersion : other.scriptHashVersion, own.hash());
    }

    /** The address of who signs in a mode. */
    public StacksAddress address(HashMode mode, Hash160 signer) {
        int version =
                switch (mode) {
                    case P2PKH -> keyHashVersion;
                    case P2WPKH_IN_P2SH -> scriptHashVersion;
                };
        return new StacksAddress(version, signer);
    }
}
