/**
 * The Stacks chain: addresses, transactions, signatures, Clarity. A codec that reaches nothing of
 * ours.
 */
@NullMarked
package dev.coffer.stacks;

import org.jspecify.annotations.NullMarked;
