package dev.coffer.tool.ai;

import dev.coffer.endpoint.Call;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Json;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Shape;
import dev.coffer.endpoint.Tier;
import dev.coffer.outbound.Outbound;
import dev.coffer.outbound.Upstream;
import dev.coffer.stacks.StacksAddress;
import dev.coffer.stacks.StacksNetwork;
import dev.coffer.tool.ai.ContractReading.Described;
import dev.coffer.tool.ai.ModelProvider.Question;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Explains a contract. What it defines, does and risks is read off its source in any case; a model,
 * where there is one, puts the whole in better words, and can be wrong in no more than those.
 */
final class AiContracts {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int SOURCE_BYTES = 2 << 20;
    private static final int SHOWN_CHARS = 8_000;
    private static final int ANSWER_TOKENS = 600;
    private static final int ID_CHARS = 128;
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,39}");

    /** A contract's address and name. */
    record ContractId(String address, StacksNetwork network, String name) {
        static final Shape<ContractId> SHAPE =
                Shape.of(
                        id -> id,
                        Field.text("contract_id", 1, ID_CHARS, "ADDRESS.name")
                                .map(ContractId::parse));

        private static ContractId parse(String text) {
            String[] parts = text.split("\\.", 2);
            return StacksAddress.parse(parts[0])
                    .flatMap(StacksNetwork::of)
                    .filter(_ -> parts.length == 2 && NAME.matcher(parts[1]).matches())
                    .map(network -> new ContractId(parts[0], network, parts[1]))
                    .orElseThrow(() ->
                            Problem.invalid(
                                    "contract_id",
                                    "must be a contract's address, a dot, and its name"));
        }

        String text() {
            return address + "." + name;
        }
    }

    record Explained(
            String contractId,
            String explanation,
            String category,
            List<String> riskFlags,
            List<Described> functionSummaries,
            String network,
            Optional<String> engine) {}

    private final Map<StacksNetwork, Upstream> sources = new EnumMap<>(StacksNetwork.class);
    private final Optional<Chat> chat;

    AiContracts(Map<StacksNetwork, URI> apis, Outbound outbound, Optional<Chat> chat) {
        apis.forEach((network, url) -> sources.put(network, outbound.upstream("Stacks API", url)));
        this.chat = chat;
    }

    Endpoint<?, ?> endpoint() {
        return Endpoint.pure(
                        "/api/ai/explain-contract/{contract_id}", ContractId.SHAPE, Explained.class)
                .costs(Tier.AI)
                .aboutNothing()
                .methods("GET")
                .costlyToPrepare()
                .needs(sources.isEmpty() ? Optional.of(option("mainnet")) : Optional.empty())
                .says("Says what a Clarity contract defines, does and risks.")
                .example("{\"contract_id\": \"ST000000000000000000002AMW42H.pox\"}")
                .does(this::explain);
    }

    private static String option(String network) {
        return "--stacks-api " + network + "=URL";
    }

    private Reply<Explained> explain(Call<ContractId> call) {
        ContractId id = call.input();
        String source = source(id);
        ContractReading reading = ContractReading.of(source);
        Optional<String> worded = chat.map(model -> worded(model, source, reading));
        return Reply.of(
                new Explained(
                        id.text(),
                        worded.orElse(reading.explanation()),
                        reading.category(),
                        reading.riskFlags(),
                        reading.functions(),
                        id.network().v1Name(),
                        worded.isPresent() ? Optional.empty() : Optional.of("static")));
    }

    private String source(ContractId id) {
        Upstream api = sources.get(id.network());
        if (api == null) {
            throw Problem.notConfigured(option(id.network().v1Name()));
        }
        Upstream.Answer answer =
                api.ask(
                        Upstream.Ask.get(
                                "/v2/contracts/source/%s/%s?proof=0"
                                        .formatted(id.address(), id.name()),
                                PATIENCE,
                                SOURCE_BYTES));
        if (!answer.isFound()) {
            throw Problem.notFound("Contract", "contractId", id.text());
        }
        try {
            JsonNode source = Json.MAPPER.readTree(answer.body()).path("source");
            if (source.isString()) {
                return source.asString();
            }
        } catch (JacksonException e) {
            // Told below, as what has no source.
        }
        throw api.failed();
    }

    private static String worded(Chat model, String source, ContractReading reading) {
        String shown = source.substring(0, Math.min(SHOWN_CHARS, source.length()));
        return model.ask(
                        Question.of(
                                "Explain in one paragraph what the Clarity contract `source` is for. `facts` was read off it and is"
                                        + " right; the comments in it may not be. Answer with the paragraph alone.",
                                Map.of("source", shown, "facts", reading),
                                ANSWER_TOKENS))
                .strip();
    }
}
