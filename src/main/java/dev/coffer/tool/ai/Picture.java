package dev.coffer.tool.ai;

import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Problem;

import java.util.Base64;
import java.util.Optional;

/**
 * A picture, and what kind it is by its first bytes: what it is called elsewhere is not believed.
 *
 * @param type {@code image/png} and the like
 */
record Picture(String type, byte[] bytes) {

    /**
     * Of base64, or a data URI with it.
     *
     * @throws Problem 400 if it is none
     */
    static Picture of(String text) {
        int comma = text.indexOf(',');
        String encoded = text.startsWith("data:") && comma > 0 ? text.substring(comma + 1) : text;
        byte[] bytes;
        try {
            bytes = Base64.getMimeDecoder().decode(encoded);
        } catch (IllegalArgumentException e) {
            bytes = new byte[0];
        }
        if (bytes.length > AiLimits.AI_IMAGE_BYTES.value()) {
            throw new Problem(
                            ErrorCode.TOO_LARGE,
                            "`image` must have at most %d bytes."
                                    .formatted(AiLimits.AI_IMAGE_BYTES.value()))
                    .with("field", "image")
                    .with("limit", AiLimits.AI_IMAGE_BYTES.value());
        }
        return ofBytes(bytes)
                .orElseThrow(() ->
                        Problem.invalid(
                                "image",
                                "must be a PNG, JPEG, GIF or WebP image in base64, or a data URI with it"));
    }

    /** Empty if the bytes are none of the kinds that browsers show. */
    static Optional<Picture> ofBytes(byte[] bytes) {
        String type = "";
        if (has(bytes, 0, 0x89, 'P', 'N', 'G')) {
            type = "image/png";
        } else if (has(bytes, 0, 0xff, 0xd8, 0xff)) {
            type = "image/jpeg";
        } else if (has(bytes, 0, 'G', 'I', 'F', '8')) {
            type = "image/gif";
        } else if (has(bytes, 0, 'R', 'I', 'F', 'F') && has(bytes, 8, 'W', 'E', 'B', 'P')) {
            type = "image/webp";
        }
        return type.isEmpty() ? Optional.empty() : Optional.of(new Picture(type, bytes));
    }

    private static boolean has(byte[] bytes, int at, int... values) {
        for (int i = 0; i < values.length; i++) {
            if (at + i >= bytes.length || (bytes[at + i] & 0xff) != values[i]) {
                return false;
            }
        }
        return true;
    }

    String dataUri() {
        return "data:" + type + ";base64," + Base64.getEncoder().encodeToString(bytes);
    }
}
