package dev.coffer.tool.stacks;

import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.RawJson;
import dev.coffer.endpoint.Shape;
import dev.coffer.stacks.Bytes;
import dev.coffer.stacks.ClarityText;
import dev.coffer.stacks.ClarityValue;
import dev.coffer.stacks.MalformedBytes;
import dev.coffer.tool.JsonText;
import dev.coffer.tool.ToolLimits;
import dev.coffer.tool.Toolbox;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Values of Clarity, into their wire form and out of it. */
final class ClarityTools {

    private static final Shape<StacksFields.Hex> HEX =
            Shape.of(
                    hex -> hex,
                    StacksFields.hex(
                            StacksLimits.CLARITY_HEX_CHARS, "A value's wire form (SIP-005)."));

    /** A value as a caller writes it; {@code none} has a type only. */
    record Written(String type, Optional<RawJson> value) {
        static final Shape<Written> SHAPE =
                Shape.of(
                        Written::new,
                        Field.text("type", 1, 20, "Its type, like uint."),
                        Field.anyJson(
                                        "value",
                                        ToolLimits.TOOL_TEXT_CHARS.value(),
                                        "What it is; in some, ok, err, list and tuple such values again.")
                                .optional());
    }

    private static final Shape<ClarityValue> VALUE =
            Shape.of(
                    value -> value,
                    Field.object("value", Written.SHAPE, "A value with its type.")
                            .map(ClarityTools::value));

    record Plain(RawJson decoded, String hex) {}

    record Typed(String type, RawJson value, String repr) {}

    record Wire(String hex, int bytes) {}

    private ClarityTools() {}

    static List<Endpoint<?, ?>> of(Toolbox tools) {
        return List.of(
                tools.tool(
                        "/api/stacks/decode-clarity-hex",
                        HEX,
                        Plain.class,
                        "Decodes a value of Clarity into plain JSON; integers are texts.",
                        "{\"hex\": \"0x0100000000000000000000000000000005\"}",
                        hex -> new Plain(json(ClarityJson.plain(parsed(hex))), hex.text())),
                tools.tool(
                        "/api/stacks/from-consensus-buff",
                        HEX,
                        Typed.class,
                        "Decodes a value of Clarity, with the types of all its parts.",
                        "{\"hex\": \"0x0a03\"}",
                        hex -> {
                            ClarityValue value = parsed(hex);
                            return new Typed(
                                    ClarityJson.kind(value),
                                    json(ClarityJson.typed(value)),
                                    ClarityText.of(value));
                        }),
                tools.tool(
                        "/api/stacks/to-consensus-buff",
                        VALUE,
                        Wire.class,
                        "Encodes a value of Clarity, its tuples as wallets do.",
                        "{\"value\": {\"type\": \"some\", \"value\": {\"type\": \"uint\", \"value\": 5}}}",
                        value -> {
                            Bytes bytes = Bytes.of(value.bytes(DictionaryOrder.OF_NAMES));
                            return new Wire("0x" + bytes.hex(), bytes.size());
                        }));
    }

    private static ClarityValue value(Written written) {
        try {
            Map<String, Object> typed = new LinkedHashMap<>();
            typed.put("type", written.type());
            if (written.value().isPresent()) {
                byte[] json = written.value().get().bytes();
                typed.put("value", JsonText.read(new String(json, StandardCharsets.UTF_8)));
            }
            return ClarityJson.read(typed);
        } catch (JsonText.Malformed e) {
            throw Problem.invalid("value", "must be JSON");
        }
    }

    static RawJson json(Object value) {
        return new RawJson(JsonText.compact(value).getBytes(StandardCharsets.UTF_8));
    }

    static ClarityValue parsed(StacksFields.Hex hex) {
        try {
            return ClarityValue.parseLoosely(hex.bytes());
        } catch (MalformedBytes e) {
            throw Problem.invalid("hex", "is no value of Clarity: " + e.getMessage());
        }
    }
}
