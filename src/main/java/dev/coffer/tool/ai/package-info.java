/** Work on texts, pictures and contracts: by fixed rules, or by a model that an operator names. */
@NullMarked
package dev.coffer.tool.ai;

import org.jspecify.annotations.NullMarked;
