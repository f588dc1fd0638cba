package dev.coffer.cli.client;

import dev.coffer.endpoint.Json;

import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The tokens that deposits gave, one for each server, in a file beside the wallet. */
public record TokenFile(Path path) {

    private static final TypeReference<TreeMap<String, Entry>> ENTRIES = new TypeReference<>() {};

    /**
     * @param account whose balance it spends
     */
    record Entry(String account, String token) {}

    public static TokenFile beside(Path wallet) {
        return new TokenFile(wallet.resolveSibling(wallet.getFileName() + ".tokens"));
    }

    /** The token for a server, if the account had one. */
    public Optional<String> find(String url, String account) throws IOException {
        return Optional.ofNullable(read().get(url))
                .filter(entry -> entry.account().equals(account))
                .map(Entry::token);
    }

    public void put(String url, String account, String token) throws IOException {
        TreeMap<String, Entry> entries = read();
        entries.put(url, new Entry(account, token));
        write(entries);
    }

    public void forget(String url) throws IOException {
        TreeMap<String, Entry> entries = read();
        if (entries.remove(url) != null) {
            write(entries);
        }
    }

    private TreeMap<String, Entry> read() throws IOException {
        if (!Files.exists(path)) {
            return new TreeMap<>();
        }
        try {
            return Json.MAPPER.readValue(Files.readString(path), ENTRIES);
        } catch (JacksonException e) {
            throw new Failure("not a file of tokens: " + path + "; remove it");
        }
    }

    private void write(Map<String, Entry> entries) throws IOException {
        PrivateFile.replace(path, Json.MAPPER.writeValueAsString(entries) + "\n");
    }
}
