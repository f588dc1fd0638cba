package dev.coffer.payment;

/**
 * What a call was charged, as its receipt says it.
 *
 * @param account whose operations the number counts
 * @param number of the operation among those of its account; no other charge has it
 * @param payer whose balance was debited
 */
public record Charged(String account, long number, String payer, Price price) {}
