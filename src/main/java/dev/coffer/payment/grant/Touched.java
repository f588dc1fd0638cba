package dev.coffer.payment.grant;

import dev.coffer.endpoint.Endpoint;

import java.util.List;

/**
 * What a call does, or one of several calls at once.
 *
 * @param names what it is about, a fence's lock among them
 * @param fenced whether it has a fence, and so looks at a lock
 * @param place which of the several it is, from 0
 */
public record Touched(Endpoint<?, ?> endpoint, List<String> names, boolean fenced, int place) {}
