/** The HTTP APIs by which others have x402 payments verified and settled here. */
@NullMarked
package dev.coffer.payment.facilitate;

import org.jspecify.annotations.NullMarked;
