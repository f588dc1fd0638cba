package dev.coffer.payment.evm;

import dev.coffer.evm.EvmAddress;
import dev.coffer.evm.TransferAuthorization;

import java.util.Arrays;
import java.util.Optional;

/** Where USDC is taken, and its contract there, by whose domain wallets sign (EIP-712). */
public enum EvmNetwork {
    BASE("base", 8453, "USD Coin", "833589fcd6edb6e08f4c7c32d4f71b54bda02913"),
    BASE_SEPOLIA("base-sepolia", 84532, "USDC", "036cbd53842c5426634e7929541ec2318f3dcf7e");

    private static final String DOMAIN_VERSION = "2";

    private final String v1Name;
    private final long chainId;
    private final TransferAuthorization.Domain domain;

    EvmNetwork(String v1Name, long chainId, String domainName, String usdc) {
        this.v1Name = v1Name;
        this.chainId = chainId;
        this.domain =
                new TransferAuthorization.Domain(
                        domainName, DOMAIN_VERSION, chainId, new EvmAddress(usdc));
    }

    /** By the name that x402 v1 has for it. */
    public static Optional<EvmNetwork> named(String name) {
        return Arrays.stream(values()).filter(n -> n.v1Name.equals(name)).findFirst();
    }

    /** By {@link #caip2}. */
    public static Optional<EvmNetwork> ofCaip2(String name) {
        return Arrays.stream(values()).filter(n -> n.caip2().equals(name)).findFirst();
    }

    /** {@code base}, {@code base-sepolia}. */
    public String v1Name() {
        return v1Name;
    }

    /** {@code eip155:8453}. */
    public String caip2() {
        return "eip155:" + chainId;
    }

    /** Of the token's contract. */
    public TransferAuthorization.Domain domain() {
        return domain;
    }
}
