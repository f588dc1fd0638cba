package dev.coffer.harness;

import dev.coffer.state.memory.embed.Embedder;
import dev.coffer.state.memory.embed.Models;

import java.util.Locale;
import java.util.Optional;

/**
 * A model that is there at once and takes no time: each word has a direction of its own, and a text
 * means its words. For tests that are not about what a model understands.
 */
public final class WordsModel implements Embedder {

    private static final int DIMENSIONS = 384;

    private final String name;

    private WordsModel(String name) {
        this.name = name;
    }

    public static Models models() {
        return models("words");
    }

    /** Another one, as far as anybody can tell. */
    public static Models models(String name) {
        return new Models(() -> new WordsModel(name), Optional.empty());
    }

    @Override
    public String model() {
        return name;
    }

    @Override
    public int dimensions() {
        return DIMENSIONS;
    }

    @Override
    public int window() {
        return 64;
    }

    @Override
    public int tokens(String text) {
        return text.split("\\s+").length;
    }

    @Override
    public int atOnce() {
        return 2;
    }

    @Override
    public void load() {}

    @Override
    public float[] passage(String text) {
        float[] sum = new float[DIMENSIONS];
        for (String word : text.toLowerCase(Locale.ROOT).split("[^a-z0-9]+")) {
            int seed = word.hashCode();
            for (int i = 0; i < 8; i++) {
                seed = seed * 0x5bd1e995 + i;
                sum[Math.floorMod(seed >>> 7, DIMENSIONS)] += 1;
            }
        }
        return Embedder.normalized(sum);
    }

    @Override
    public float[] query(String text) {
        return passage(text);
    }

    @Override
    public void close() {}
}
