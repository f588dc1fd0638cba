package dev.coffer.call;

import dev.coffer.endpoint.Problem;

import java.util.Optional;

/** What stands in a batch: an operation, or what could not be read as one. */
sealed interface Step permits Operation, Step.Unfit {

    Place place();

    /** One that fails for itself, where a batch is not atomic. */
    record Unfit(Place place, Problem why) implements Step {}

    /**
     * Where it stands, by which refusals name it.
     *
     * @param index from 0
     * @param as what its result is called
     */
    record Place(int index, String path, Optional<String> as) {

        Problem placed(Problem problem) {
            Problem placed = problem.with("index", index).with("path", path);
            return as.map(name -> placed.with("as", name)).orElse(placed);
        }
    }
}
