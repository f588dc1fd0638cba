package dev.coffer.tool.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;

import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Lists;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.RawJson;
import dev.coffer.endpoint.Shape;
import dev.coffer.tool.JsonText;
import dev.coffer.tool.Texts;
import dev.coffer.tool.TimeBudget;
import dev.coffer.tool.Toolbox;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Tables as CSV (RFC 4180) and as JSON. */
final class Csv {

    private static final Field<String> DELIMITER =
            Field.text("delimiter", 1, DataLimits.DELIMITER_CHARS, "What separates cells.")
                    .map(Csv::delimiter)
                    .orElse(",");

    private static final Field<Optional<List<String>>> HEADERS =
            Lists.texts(
                            "headers",
                            DataLimits.CSV_HEADERS.whole(),
                            DataLimits.CSV_HEADER_CHARS,
                            "The names of the columns.")
                    .optional();

    record Table(String csv, String delimiter, boolean hasHeaders, Optional<List<String>> headers) {
        static final Shape<Table> SHAPE =
                Shape.of(
                        Table::new,
                        Texts.field("csv", "The table."),
                        DELIMITER,
                        Field.flag("hasHeaders", "Whether the first row has the names.")
                                .orElse(true),
                        HEADERS);
    }

    record Objects(
            List<RawJson> data,
            Optional<List<String>> headers,
            String delimiter,
            boolean includeHeaders) {
        static final Shape<Objects> SHAPE =
                Shape.of(
                        Objects::new,
                        JsonInput.objects(
                                "data", 1, "Objects; the keys of the first are the columns."),
                        HEADERS,
                        DELIMITER,
                        Field.flag("includeHeaders", "Whether a row with the names comes first.")
                                .orElse(true));
    }

    record Rows(List<Map<String, String>> data, int rows, int columns, List<String> headers) {}

    record Written(String csv, int rows, int columns, List<String> headers) {}

    private static final char BYTE_ORDER_MARK = '\ufeff';

    private Csv() {}

    static List<Endpoint<?, ?>> of(Toolbox tools) {
        return List.of(
                tools.tool(
                        "/api/data/csv-to-json",
                        Table.SHAPE,
                        Rows.class,
                        "Makes objects of the rows of a table in CSV.",
                        "{\"csv\": \"name,age\\nAlice,30\"}",
                        Csv::read),
                tools.tool(
                        "/api/data/json-to-csv",
                        Objects.SHAPE,
                        Written.class,
                        "Makes a table in CSV of objects.",
                        "{\"data\": [{\"name\": \"Alice\", \"age\": 30}]}",
                        Csv::written));
    }

    private static String delimiter(String text) {
        if (text.chars().anyMatch(c -> c == '"' || c == '\n' || c == '\r')) {
            throw Problem.invalid("delimiter", "must have no quotes and no line breaks in it");
        }
        return text;
    }

    private static Rows read(Table in) {
        List<List<String>> records = new ArrayList<>(records(in));
        if (records.isEmpty()) {
            throw Problem.invalid("csv", "must have at least one row that is not blank");
        }
        List<String> first = in.hasHeaders() ? records.removeFirst() : List.of();
        List<String> headers =
                in.headers()
                        .orElseGet(() ->
                                in.hasHeaders()
                                        ? first
                                        : IntStream.rangeClosed(1, records.getFirst().size())
                                                .mapToObj(i -> "col" + i)
                                                .toList());
        List<String> names = numbered(headers);
        long nameChars = names.stream().mapToLong(name -> name.length() + 6L).sum();
        TimeBudget.requireAnswer(in.csv().length() + nameChars * records.size());
        List<Map<String, String>> rows = records.stream().map(cells -> row(names, cells)).toList();
        return new Rows(rows, rows.size(), names.size(), names);
    }

    private static List<List<String>> records(Table in) {
        String csv =
                !in.csv().isEmpty() && in.csv().charAt(0) == BYTE_ORDER_MARK
                        ? in.csv().substring(1)
                        : in.csv();
        try (CsvReader<CsvRecord> reader =
                        CsvReader.builder()
                                .fieldSeparator(in.delimiter())
                                .allowUnclosedQuote(false)
                                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                                .ofCsvRecord(csv);
                Stream<CsvRecord> records = reader.stream()) {
            return records.map(CsvRecord::getFields)
                    .filter(cells -> cells.size() > 1 || !cells.getFirst().isBlank())
                    .toList();
        } catch (CsvParseException e) {
            throw Problem.invalid("csv", "must be CSV: " + e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** No two alike: the second {@code a} is {@code a_2}. */
    private static List<String> numbered(List<String> headers) {
        Set<String> all = new HashSet<>(headers);
        Set<String> taken = new HashSet<>();
        Map<String, Integer> times = new HashMap<>();
        List<String> names = new ArrayList<>();
        for (String header : headers) {
            String name = header;
            while (!taken.add(name)) {
                do {
                    name = header + "_" + (times.merge(header, 1, Integer::sum) + 1);
                } while (all.contains(name));
            }
            names.add(name);
        }
        return names;
    }

    private static Map<String, String> row(List<String> names, List<String> cells) {
        Map<String, String> row = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            row.put(names.get(i), i < cells.size() ? cells.get(i) : "");
        }
        return row;
    }

    private static Written written(Objects in) {
        List<String> headers =
                in.headers()
                        .orElseGet(
                                () -> List.copyOf(JsonInput.object(in.data().getFirst()).keySet()));
        TimeBudget.requireAnswer((headers.size() + 1L) * in.data().size());
        StringBuilder out = new StringBuilder();
        if (in.includeHeaders()) {
            out.append(line(headers.stream(), in.delimiter()));
        }
        for (RawJson each : in.data()) {
            if (!out.isEmpty() || each != in.data().getFirst()) {
                out.append('\n');
            }
            Map<String, Object> row = JsonInput.object(each);
            out.append(line(headers.stream().map(name -> cell(row.get(name))), in.delimiter()));
            TimeBudget.requireAnswer(out.length());
        }
        return new Written(out.toString(), in.data().size(), headers.size(), headers);
    }

    private static String line(Stream<String> cells, String delimiter) {
        return cells.map(cell -> quoted(cell, delimiter)).collect(Collectors.joining(delimiter));
    }

    private static String cell(@Nullable Object value) {
        return switch (value) {
            case null -> "";
            case String text -> text;
            case Object none when none == JsonText.NULL -> "";
            default -> JsonText.compact(value);
        };
    }

    private static String quoted(String cell, String delimiter) {
        boolean plain =
                cell.indexOf('"') < 0
                        && cell.indexOf('\n') < 0
                        && cell.indexOf('\r') < 0
                        && cell.indexOf(delimiter.charAt(0)) < 0;
        return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
    }
}
