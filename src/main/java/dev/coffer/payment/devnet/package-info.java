/** A small chain in the store, with play money: where everything but the money is real. */
@NullMarked
package dev.coffer.payment.devnet;

import org.jspecify.annotations.NullMarked;
