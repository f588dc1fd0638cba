/** Payments in USDC on chains of Ethereum's kind: checked here, carried by a facilitator. */
@NullMarked
package dev.coffer.payment.evm;

import org.jspecify.annotations.NullMarked;
