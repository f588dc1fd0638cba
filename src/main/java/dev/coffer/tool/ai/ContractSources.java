package dev.coffer.tool.ai;

import dev.coffer.stacks.StacksNetwork;

import tools.jackson.databind.JsonNode;

import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Where the sources of contracts are asked for.
 *
 * @param missing the option without which they are not
 * @param find what a network's API says to a path and query; empty for what it does not know
 */
public record ContractSources(
        Optional<String> missing, BiFunction<StacksNetwork, String, Optional<JsonNode>> find) {}
