package dev.coffer.endpoint;

/**
 * One thing that a call is paid for.
 *
 * @param path of the endpoint that sells it
 */
public record Sold(String path, Tier tier) {}
