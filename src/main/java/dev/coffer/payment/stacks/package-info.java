/** Payments on Stacks: what is offered there, and how a payment is checked here. */
@NullMarked
package dev.coffer.payment.stacks;

import org.jspecify.annotations.NullMarked;
