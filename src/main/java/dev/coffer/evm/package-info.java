/** The chains of Ethereum's kind: addresses, signed texts. A codec that reaches nothing of ours. */
@NullMarked
package dev.coffer.evm;

import org.jspecify.annotations.NullMarked;
