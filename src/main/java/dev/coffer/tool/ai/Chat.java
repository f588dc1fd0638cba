package dev.coffer.tool.ai;

import dev.coffer.endpoint.Problem;
import dev.coffer.tool.ai.ModelProvider.Question;

/** One chat model of a provider. */
record Chat(ModelProvider provider, String model) {

    /**
     * What it says.
     *
     * @throws Problem 503 if it says nothing
     */
    String ask(Question question) {
        return provider.chat(model, question);
    }

    Problem failed() {
        return provider.failed();
    }
}
