package dev.coffer.tool.ai;

import dev.coffer.endpoint.Call;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Shape;
import dev.coffer.endpoint.Tier;
import dev.coffer.outbound.Upstream;
import dev.coffer.stacks.StacksAddress;
import dev.coffer.stacks.StacksNetwork;
import dev.coffer.tool.ai.ContractReading.Described;
import dev.coffer.tool.ai.ModelProvider.Question;

import tools.jackson.databind.JsonNode;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Explains a contract. What it defines, does and risks is read off its source in any case; a model,
 * where there is one, puts the whole in better words, and can be wrong in no more than those.
 */
final class AiContracts {

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

    private final ContractSources sources;
    private final Optional<Chat> chat;

    AiContracts(ContractSources sources, Optional<Chat> chat) {
        this.sources = sources;
        this.chat = chat;
    }

    Endpoint<?, ?> endpoint() {
        return Endpoint.pure(
                        "/api/ai/explain-contract/{contract_id}", ContractId.SHAPE, Explained.class)
                .costs(Tier.AI)
                .aboutNothing()
                .methods("GET")
                .costlyToPrepare()
                .needs(sources.missing())
                .takesTurn()
                .fails(ErrorCode.NOT_FOUND)
                .fails(Upstream.FAILURES)
                .says("Says what a Clarity contract defines, does and risks.")
                .example("{\"contract_id\": \"SP2J6ZY48GV1EZ5V2V5RB9MP66SW86PYKKNRV9EJ7.token\"}")
                .does(this::explain);
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
        return sources.find()
                .apply(
                        id.network(),
                        "/v2/contracts/source/%s/%s?proof=0".formatted(id.address(), id.name()))
                .map(found -> found.path("source"))
                .filter(JsonNode::isString)
                .map(JsonNode::asString)
                .orElseThrow(() -> Problem.notFound("Contract", "contractId", id.text()));
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
