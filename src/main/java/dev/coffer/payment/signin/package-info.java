/** Signing in: who holds an address's key is let in by a signature, without a payment. */
@NullMarked
package dev.coffer.payment.signin;

import org.jspecify.annotations.NullMarked;
