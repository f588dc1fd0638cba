/** The Stacks chain: values, addresses, transactions, and what its API knows. */
@NullMarked
package dev.coffer.tool.stacks;

import org.jspecify.annotations.NullMarked;
