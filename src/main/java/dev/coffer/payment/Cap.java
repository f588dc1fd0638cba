package dev.coffer.payment;

import dev.coffer.store.Tx;

import java.util.List;

/**
 * A limit on what is spent by a pass: it counts each debit in the debit's own transaction, in a row
 * of whoever set it.
 */
@FunctionalInterface
public interface Cap {

    /**
     * Counts calls and what they cost together. Its statements go through {@link Tx#number}, as
     * they are part of the one that takes the work's number.
     *
     * @param amount what is debited; below zero: what is given back
     * @param calls how many that is for; below zero: that are given back
     * @throws dev.coffer.endpoint.Problem 403 if it were too much: then nothing is debited
     */
    void count(Tx tx, Asset asset, long amount, int calls);

    /**
     * Refuses now what would be too much, and counts nothing.
     *
     * @throws dev.coffer.endpoint.Problem 403 if it is so
     */
    default void require(Tx tx, Bill bill) {}

    /**
     * Those of a call's prices at which it may be debited.
     *
     * @throws dev.coffer.endpoint.Problem 403 if it is none of them
     */
    default List<Price> debitable(List<Price> prices) {
        return prices;
    }
}
