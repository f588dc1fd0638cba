/** Signed receipts: what a call was charged, for whoever has to show it to somebody else. */
@NullMarked
package dev.coffer.payment.receipt;

import org.jspecify.annotations.NullMarked;
