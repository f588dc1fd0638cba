/** The Stacks chain: addresses, transactions, signatures, and the devnet. */
@NullMarked
package dev.coffer.payment.stacks;

import org.jspecify.annotations.NullMarked;
