package dev.coffer.state.memory.embed;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;

import dev.coffer.endpoint.Json;
import dev.coffer.natives.Natives;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * bge-small-en-v1.5, quantised, out of the jar, on ONNX Runtime: 384 dimensions, the vector of the
 * first token, length 1. About 10 ms of CPU for a sentence, 75 ms for a full passage, each on the
 * thread that calls.
 */
public final class LocalModel implements Embedder {

    private static final String MODEL = "/bge-small-en-v1.5-q.onnx";
    private static final String TOKENIZER = "/bge-small-en-v1.5-q-tokenizer.json";
    private static final int DIMENSIONS = 384;

    /** It could read 512; a passage says one thing the better the shorter it is. */
    private static final int PASSAGE_TOKENS = 256;

    private static final int MOST_TOKENS = 512;

    /** What its authors put before a question. */
    private static final String QUERY = "Represent this sentence for searching relevant passages: ";

    private record Loaded(OrtEnvironment environment, OrtSession session, WordPiece words) {}

    private volatile @Nullable Loaded loaded;

    @Override
    public String model() {
        return "bge-small-en-v1.5-q";
    }

    @Override
    public int dimensions() {
        return DIMENSIONS;
    }

    @Override
    public int window() {
        return PASSAGE_TOKENS - WordPiece.AROUND;
    }

    @Override
    public int tokens(String text) {
        return loaded().words().count(text);
    }

    /** As many as there are processors: each text takes all of one. */
    @Override
    public int atOnce() {
        return Runtime.getRuntime().availableProcessors();
    }

    @Override
    public synchronized void load() {
        if (loaded != null) {
            return;
        }
        try (Natives model = Natives.of(MODEL)) {
            OrtEnvironment environment = OnnxLibrary.load();
            OrtSession session = session(environment, model.file(0));
            loaded = new Loaded(environment, session, new WordPiece(words()));
        } catch (IOException | OrtException | RuntimeException | LinkageError e) {
            // What can't be loaded from a directory without the right is told in many ways.
            throw new Unavailable("the embedding model can't be loaded: " + e.getMessage(), e);
        }
        passage("warm");
    }

    private static OrtSession session(OrtEnvironment environment, Path model) throws OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1); // Calls run side by side; each on its own thread.
            options.setInterOpNumThreads(1);
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            options.setCPUArenaAllocator(false); // Would keep the most that was ever needed.
            options.setMemoryPatternOptimization(false); // Texts differ in length.
            return environment.createSession(model.toString(), options);
        }
    }

    private static Map<String, Integer> words() throws IOException {
        try (InputStream in = LocalModel.class.getResourceAsStream(TOKENIZER)) {
            if (in == null) {
                throw new IOException("the jar has no " + TOKENIZER);
            }
            Map<String, Integer> words = HashMap.newHashMap(1 << 15);
            for (Map.Entry<String, JsonNode> word :
                    Json.MAPPER.readTree(in).path("model").path("vocab").properties()) {
                words.put(word.getKey(), word.getValue().asInt());
            }
            return words;
        }
    }

    private Loaded loaded() {
        Loaded there = loaded;
        if (there == null) {
            throw new Unavailable("the embedding model is not loaded yet");
        }
        return there;
    }

    /** A text as the model is given it. */
    long[] ids(String text) {
        return loaded().words().ids(text, MOST_TOKENS);
    }

    @Override
    public float[] passage(String text) {
        Loaded with = loaded();
        long[] ids = ids(text);
        long[] shape = {1, ids.length};
        long[] ones = new long[ids.length];
        Arrays.fill(ones, 1);
        try (OnnxTensor input = tensor(with, ids, shape);
                OnnxTensor mask = tensor(with, ones, shape);
                OnnxTensor types = tensor(with, new long[ids.length], shape);
                OrtSession.Result result =
                        with.session()
                                .run(
                                        Map.of(
                                                "input_ids",
                                                input,
                                                "attention_mask",
                                                mask,
                                                "token_type_ids",
                                                types))) {
            FloatBuffer tokens = ((OnnxTensor) result.get(0)).getFloatBuffer();
            float[] first = new float[DIMENSIONS];
            tokens.get(first);
            return Embedder.normalized(first);
        } catch (OrtException e) {
            throw new Unavailable("the embedding model failed: " + e.getMessage(), e);
        }
    }

    private static OnnxTensor tensor(Loaded with, long[] values, long[] shape) throws OrtException {
        return OnnxTensor.createTensor(with.environment(), LongBuffer.wrap(values), shape);
    }

    @Override
    public float[] query(String text) {
        return passage(QUERY + text);
    }

    @Override
    public synchronized void close() {
        Loaded there = loaded;
        loaded = null;
        if (there != null) {
            try {
                there.session().close();
            } catch (OrtException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
