package dev.coffer.tool.ai;

import java.util.List;

/** Jokes for fathers, written for this service. */
final class Jokes {

    static final List<String> ALL =
            List.of(
                    "I told my database a joke. It rolled back laughing.",
                    "My ledger and I broke up. The balance just wasn't there.",
                    "Why did the lock go to therapy? It couldn't let go.",
                    "I asked the queue how it was doing. It said: I'll get back to you.",
                    "The cache told me a story once. It keeps telling me the same one.",
                    "Why was the timestamp so calm? It took things one moment at a time.",
                    "My clock stopped working, so I told it to take the day off. It had no idea when.",
                    "I built a boat out of stone. It rocks, but only once.",
                    "Why don't ladders ever argue? They always take steps.",
                    "The baker quit his blog. He couldn't knead the comments.",
                    "My lamp got a promotion. It was the brightest in the room.",
                    "I tried to write a song about a staircase, but it kept going flat at the landing.",
                    "The gardener's favourite file format? Plain text, it has the best roots.",
                    "Why did the spoon retire? It was tired of stirring things up.",
                    "I bought a coat from a tree. It was all bark.",
                    "My umbrella and I have an agreement: it goes up, I go out.",
                    "The tide sent me a letter. It was just a wave.",
                    "Why did the carpet get the job? It had the whole floor covered.",
                    "I named my dog Semicolon. He only stops halfway.",
                    "A bridge walked into a bar and said: don't worry, I'll get over it.",
                    "My soup asked for a raise. I told it to simmer down.",
                    "Why was the envelope so quiet? It was sealed.",
                    "I gave my pencil a day off. It was feeling blunt about everything.",
                    "The window applied for a job in glass management. They saw right through it.",
                    "Why do chimneys give bad advice? It all goes over their heads.",
                    "I told my suitcase we're not going on holiday. Now I have emotional baggage.",
                    "The mountain never lies. It's always on the level, eventually.",
                    "My kettle started a band. They only play hot singles.",
                    "Why did the calendar blush? It had a date.",
                    "The snail bought a fast car and painted an S on it, so people would say: look at that S car go slowly.");

    private Jokes() {}
}
