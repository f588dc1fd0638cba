/** The x402 protocol's wire shapes, v1 and v2. */
@NullMarked
package dev.coffer.payment.x402;

import org.jspecify.annotations.NullMarked;
