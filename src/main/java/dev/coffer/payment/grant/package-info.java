/** Grants: what owners let others do among what is their own, and what these did. */
@NullMarked
package dev.coffer.payment.grant;

import org.jspecify.annotations.NullMarked;
