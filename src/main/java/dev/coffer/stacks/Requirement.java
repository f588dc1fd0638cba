package dev.coffer.stacks;

import java.util.List;

/**
 * What a payment must satisfy.
 *
 * @param payTo who must be paid, on that network
 * @param accepted in what; one of these
 * @param minFeePerByte µSTX for each byte of the transaction. Public nodes take nothing under 1; a
 *     chain of one's own may take 0
 */
public record Requirement(
        StacksNetwork network, Principal payTo, List<Accepted> accepted, long minFeePerByte) {

    /** What stacks-core asks before it takes a transaction into its mempool. */
    public static final long NODE_MIN_FEE_PER_BYTE = 1;

    public Requirement {
        if (!network.owns(payTo.address())) {
            throw new IllegalArgumentException(
                    "%s is not of %s".formatted(payTo.text(), network.v1Name()));
        }
        accepted = List.copyOf(accepted);
    }
}
