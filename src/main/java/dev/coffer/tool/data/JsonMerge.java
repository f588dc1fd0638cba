package dev.coffer.tool.data;

import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.RawJson;
import dev.coffer.endpoint.Shape;
import dev.coffer.tool.JsonText;
import dev.coffer.tool.Texts;
import dev.coffer.tool.Toolbox;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Objects made one, the later over the earlier. */
final class JsonMerge {

    record Parts(List<RawJson> objects, String arrayStrategy) {
        static final Shape<Parts> SHAPE =
                Shape.of(
                        Parts::new,
                        JsonInput.objects("objects", 2, "The objects, of which the last prevails."),
                        Texts.choice(
                                "arrayStrategy",
                                "What becomes of two lists: the later one, both, or what is in either.",
                                "replace",
                                "concat",
                                "union"));
    }

    record Merged(RawJson merged, int inputCount, String arrayStrategy) {}

    private final String arrays;

    /** Of lists that were united: what is in them, each value in its one shortest form. */
    private final Map<List<Object>, Set<String>> united = new IdentityHashMap<>();

    private JsonMerge(String arrays) {
        this.arrays = arrays;
    }

    static Endpoint<?, ?> of(Toolbox tools) {
        return tools.tool(
                "/api/data/json-merge",
                Parts.SHAPE,
                Merged.class,
                "Merges objects, nested ones too.",
                "{\"objects\": [{\"a\": {\"b\": 1}}, {\"a\": {\"c\": 2}}]}",
                in -> {
                    JsonMerge merge = new JsonMerge(in.arrayStrategy());
                    Map<String, Object> all = new LinkedHashMap<>();
                    in.objects().forEach(each -> merge.into(all, JsonInput.object(each)));
                    return new Merged(
                            JsonInput.answer(all), in.objects().size(), in.arrayStrategy());
                });
    }

    private void into(Map<String, Object> target, Map<?, ?> from) {
        from.forEach((key, value) ->
                target.compute(
                        (String) key, (_, old) -> old == null ? fresh(value) : both(old, value)));
    }

    /** Objects and lists are built up here, so the caller's are copied. */
    private static Object fresh(Object value) {
        return switch (value) {
            case Map<?, ?> object -> {
                Map<String, Object> copy = new LinkedHashMap<>();
                object.forEach((key, each) -> copy.put((String) key, fresh(each)));
                yield copy;
            }
            case List<?> array -> new ArrayList<Object>(array);
            default -> value;
        };
    }

    @SuppressWarnings("unchecked") // Made by fresh.
    private Object both(Object old, Object value) {
        if (old instanceof Map<?, ?> target && value instanceof Map<?, ?> from) {
            into((Map<String, Object>) target, from);
            return target;
        }
        boolean lists = old instanceof List<?> && value instanceof List<?>;
        if (!lists || arrays.equals("replace")) {
            return fresh(value);
        }
        return joined((List<Object>) old, (List<?>) value);
    }

    private List<Object> joined(List<Object> list, List<?> more) {
        if (arrays.equals("concat")) {
            list.addAll(more);
            return list;
        }
        Set<String> in = united.get(list);
        if (in == null) {
            List<Object> before = List.copyOf(list);
            in = new HashSet<>();
            united.put(list, in);
            list.clear();
            add(list, before, in);
        }
        add(list, more, in);
        return list;
    }

    private static void add(List<Object> list, List<?> more, Set<String> in) {
        for (Object each : more) {
            if (in.add(JsonText.compact(JsonText.sorted(each)))) {
                list.add(each);
            }
        }
    }
}
