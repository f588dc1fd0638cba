/** Money: price, challenge, claim, settle, credit, debit, receipt. */
@NullMarked
package dev.coffer.payment;

import org.jspecify.annotations.NullMarked;
