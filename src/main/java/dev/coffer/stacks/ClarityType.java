package dev.coffer.stacks;

import dev.coffer.stacks.ClarityValue.AsciiText;
import dev.coffer.stacks.ClarityValue.Bool;
import dev.coffer.stacks.ClarityValue.Buffer;
import dev.coffer.stacks.ClarityValue.Err;
import dev.coffer.stacks.ClarityValue.Int;
import dev.coffer.stacks.ClarityValue.None;
import dev.coffer.stacks.ClarityValue.Ok;
import dev.coffer.stacks.ClarityValue.PrincipalValue;
import dev.coffer.stacks.ClarityValue.Sequence;
import dev.coffer.stacks.ClarityValue.Some;
import dev.coffer.stacks.ClarityValue.Tuple;
import dev.coffer.stacks.ClarityValue.UInt;
import dev.coffer.stacks.ClarityValue.Utf8Text;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a value shows of its type (SIP-002), lengths aside. A part that no value was seen of may be
 * anything: of {@code none}, of {@code (ok 1)}, of an empty list.
 */
record ClarityType(String kind, Map<String, ClarityType> parts) {

    private static ClarityType plain(String kind) {
        return new ClarityType(kind, Map.of());
    }

    /** Empty for what holds a list whose values have no type in common. */
    static Optional<ClarityType> of(ClarityValue value) {
        return switch (value) {
            case Int _ -> Optional.of(plain("int"));
            case UInt _ -> Optional.of(plain("uint"));
            case Buffer _ -> Optional.of(plain("buff"));
            case Bool _ -> Optional.of(plain("bool"));
            case PrincipalValue _ -> Optional.of(plain("principal"));
            case AsciiText _ -> Optional.of(plain("string-ascii"));
            case Utf8Text _ -> Optional.of(plain("string-utf8"));
            case None _ -> Optional.of(plain("optional"));
            case Some(var inner) -> with("optional", "some", inner);
            case Ok(var inner) -> with("response", "ok", inner);
            case Err(var inner) -> with("response", "err", inner);
            case Sequence(var values) -> {
                Optional<ClarityType> all = Optional.of(plain("list"));
                for (ClarityValue each : values) {
                    Optional<ClarityType> one = with("list", "each", each);
                    all = all.flatMap(so -> one.flatMap(so::and));
                }
                yield all;
            }
            case Tuple(var fields) -> {
                Map<String, ClarityType> parts = new TreeMap<>();
                for (var field : fields.entrySet()) {
                    of(field.getValue()).ifPresent(type -> parts.put(field.getKey(), type));
                }
                yield parts.size() == fields.size()
                        ? Optional.of(new ClarityType("tuple", parts))
                        : Optional.empty();
            }
        };
    }

    private static Optional<ClarityType> with(String kind, String part, ClarityValue value) {
        return of(value).map(type -> new ClarityType(kind, Map.of(part, type)));
    }

    /** The type of values of either; empty if there is none. */
    private Optional<ClarityType> and(ClarityType other) {
        boolean names = !kind.equals("tuple") || parts.keySet().equals(other.parts.keySet());
        if (!kind.equals(other.kind) || !names) {
            return Optional.empty();
        }
        Map<String, ClarityType> both = new TreeMap<>(parts);
        for (var part : other.parts.entrySet()) {
            ClarityType mine = both.get(part.getKey());
            Optional<ClarityType> one =
                    mine == null ? Optional.of(part.getValue()) : mine.and(part.getValue());
            if (one.isEmpty()) {
                return Optional.empty();
            }
            both.put(part.getKey(), one.get());
        }
        return Optional.of(new ClarityType(kind, both));
    }
}
