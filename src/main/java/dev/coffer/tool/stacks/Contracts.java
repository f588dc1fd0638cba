package dev.coffer.tool.stacks;

import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Lists;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.RawJson;
import dev.coffer.endpoint.Shape;
import dev.coffer.stacks.Bytes;
import dev.coffer.stacks.ClarityText;
import dev.coffer.stacks.ClarityValue;
import dev.coffer.stacks.Hashes;
import dev.coffer.stacks.MalformedBytes;
import dev.coffer.stacks.Principal;
import dev.coffer.stacks.StacksNetwork;

import tools.jackson.databind.JsonNode;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** What a network's API knows of contracts, and calls of those functions that only read. */
final class Contracts {

    static final ErrorCode CALL_FAILED = new ErrorCode(422, "call_failed");

    private static final int NAME_CHARS = 128;
    private static final String EXAMPLE =
            "{\"contract_id\": \"SP2J6ZY48GV1EZ5V2V5RB9MP66SW86PYKKNRV9EJ7.token\"}";

    private static final Shape<StacksFields.Whose> CONTRACT =
            Shape.of(contract -> contract, StacksFields.contract());

    record Source(
            String contractId, String source, String hash, long publishHeight, String network) {}

    record Counts(
            int publicFunctions,
            int readOnlyFunctions,
            int privateFunctions,
            int variables,
            int maps,
            int fungibleTokens,
            int nonFungibleTokens) {

        static Counts of(JsonNode abi) {
            return new Counts(
                    functions(abi, "public"),
                    functions(abi, "read_only"),
                    functions(abi, "private"),
                    abi.path("variables").size(),
                    abi.path("maps").size(),
                    abi.path("fungible_tokens").size(),
                    abi.path("non_fungible_tokens").size());
        }

        private static int functions(JsonNode abi, String access) {
            return (int)
                    abi.required("functions")
                            .valueStream()
                            .filter(f -> f.path("access").asString("").equals(access))
                            .count();
        }
    }

    record Abi(String contractId, RawJson abi, Counts summary, String network) {}

    /** A call of a function that only reads; its contract's deployer calls if nobody is named. */
    record ReadOnly(
            Principal.Contract contract,
            StacksNetwork network,
            String function,
            List<String> arguments,
            Principal sender) {

        static ReadOnly of(
                String address,
                String contract,
                String function,
                List<String> arguments,
                java.util.Optional<String> sender) {
            Principal deployer = StacksFields.principal("contractAddress", address);
            Principal.Contract called =
                    Principal.parseContract(address + "." + contract)
                            .orElseThrow(() ->
                                    Problem.invalid(
                                            "contractName",
                                            "must be a contract's name, of an address"));
            if (!function.matches("[a-zA-Z][-_!?+<>=/*a-zA-Z0-9]*|[-+=/*<>]|[<>]=")) {
                throw Problem.invalid("functionName", "must be a name as Clarity has them");
            }
            return new ReadOnly(
                    called,
                    StacksFields.Whose.of("contractAddress", deployer).network(),
                    function,
                    arguments.stream().map(ReadOnly::hex).toList(),
                    sender.map(text -> StacksFields.principal("senderAddress", text))
                            .orElse(deployer));
        }

        private static String hex(String argument) {
            try {
                ClarityValue value = ClarityText.parse(argument);
                return "0x" + Bytes.of(value.bytes()).hex();
            } catch (MalformedBytes e) {
                throw Problem.invalid(
                        "functionArgs",
                        "must be values as Clarity writes them, like u1 or (some \"a\"): "
                                + e.getMessage());
            }
        }

        static final Shape<ReadOnly> SHAPE =
                Shape.of(
                        ReadOnly::of,
                        Field.text("contractAddress", 1, NAME_CHARS, "Who deployed the contract."),
                        Field.text("contractName", 1, NAME_CHARS, "Its name."),
                        Field.text("functionName", 1, NAME_CHARS, "A function that only reads."),
                        Lists.texts(
                                        "functionArgs",
                                        StacksLimits.READ_ONLY_ARGUMENTS.whole(),
                                        StacksLimits.READ_ONLY_ARGUMENT_CHARS,
                                        "Its arguments, as Clarity writes them.")
                                .orElse(List.of()),
                        Field.text("senderAddress", 1, NAME_CHARS, "Who is to be calling.")
                                .optional());
    }

    record Result(
            RawJson result, boolean okay, String contractId, String functionName, String network) {}

    private final StacksApi api;

    private Contracts(StacksApi api) {
        this.api = api;
    }

    static List<Endpoint<?, ?>> of(StacksApi api) {
        Contracts does = new Contracts(api);
        LookUp look = new LookUp(api);
        return List.of(
                look.of(
                        "contract-source/{contract_id}",
                        CONTRACT,
                        StacksFields.Whose::network,
                        Source.class,
                        "Gives a contract's source.",
                        EXAMPLE,
                        does::source,
                        ErrorCode.NOT_FOUND),
                look.of(
                        "contract-abi/{contract_id}",
                        CONTRACT,
                        StacksFields.Whose::network,
                        Abi.class,
                        "Gives a contract's interface, and what it has how many of.",
                        EXAMPLE,
                        does::abi,
                        ErrorCode.NOT_FOUND),
                look.of(
                        "call-readonly",
                        ReadOnly.SHAPE,
                        ReadOnly::network,
                        Result.class,
                        "Calls a function of a contract that only reads.",
                        """
                        {"contractAddress": "SP2J6ZY48GV1EZ5V2V5RB9MP66SW86PYKKNRV9EJ7",
                         "contractName": "token", "functionName": "get-total-supply"}\
                        """,
                        does::called,
                        ErrorCode.NOT_FOUND,
                        CALL_FAILED));
    }

    private JsonNode known(String what, StacksFields.Whose contract) {
        Principal.Contract one = (Principal.Contract) contract.principal();
        return api.get(
                        contract.network(),
                        "/v2/contracts/%s/%s/%s?proof=0"
                                .formatted(what, one.address().text(), one.name()))
                .orElseThrow(() -> Problem.notFound("Contract", "contractId", one.text()));
    }

    private Source source(StacksFields.Whose contract) {
        JsonNode answer = known("source", contract);
        return api.read(
                contract.network(),
                answer,
                json -> {
                    String source = json.required("source").stringValue();
                    byte[] bytes = source.getBytes(StandardCharsets.UTF_8);
                    return new Source(
                            contract.text(),
                            source,
                            Bytes.of(Hashes.sha512t256(bytes)).hex(),
                            json.required("publish_height").longValue(),
                            contract.network().v1Name());
                });
    }

    private Abi abi(StacksFields.Whose contract) {
        JsonNode answer = known("interface", contract);
        return api.read(
                contract.network(),
                answer,
                json ->
                        new Abi(
                                contract.text(),
                                new RawJson(json.toString().getBytes(StandardCharsets.UTF_8)),
                                Counts.of(json),
                                contract.network().v1Name()));
    }

    private Result called(ReadOnly in) {
        String target =
                "/v2/contracts/call-read/%s/%s/%s"
                        .formatted(
                                in.contract().address().text(),
                                in.contract().name(),
                                URLEncoder.encode(in.function(), StandardCharsets.UTF_8));
        Map<String, Object> asked =
                Map.of("sender", in.sender().text(), "arguments", in.arguments());
        JsonNode answer =
                api.post(in.network(), target, asked)
                        .orElseThrow(() ->
                                Problem.notFound("Contract", "contractId", in.contract().text()));
        if (!api.read(in.network(), answer, json -> json.required("okay").booleanValue())) {
            throw new Problem(
                            CALL_FAILED,
                            "The contract did not run that call to its end; look at the function's name and arguments.")
                    .with("contractId", in.contract().text());
        }
        ClarityValue value =
                api.read(
                        in.network(),
                        answer,
                        json -> result(json.required("result").stringValue()));
        return new Result(
                ClarityTools.json(ClarityJson.typed(value)),
                true,
                in.contract().text(),
                in.function(),
                in.network().v1Name());
    }

    private static ClarityValue result(String hex) {
        try {
            return ClarityValue.parseLoosely(
                    Bytes.parseHex(hex.startsWith("0x") ? hex.substring(2) : hex)
                            .orElseThrow(() -> new IllegalArgumentException("no hex"))
                            .array());
        } catch (MalformedBytes e) {
            throw new IllegalArgumentException("no value", e);
        }
    }
}
