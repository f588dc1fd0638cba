package dev.coffer.stacks;

import dev.coffer.natives.Natives;

import fr.acinq.secp256k1.Secp256k1;
import fr.acinq.secp256k1.Secp256k1Exception;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Optional;

/** The curve by Bitcoin Core's libsecp256k1, constant in time, through JNI. */
record LibSecp256k1Curve(Secp256k1 library) implements Curve {

    /** Empty where there is no library for this machine, or it can't be unpacked and loaded. */
    static Optional<LibSecp256k1Curve> load() {
        try (Natives natives = Natives.of(resource())) {
            natives.tell("fr.acinq.secp256k1.lib.path");
            return Optional.of(new LibSecp256k1Curve(Secp256k1.get()));
        } catch (IOException | RuntimeException | LinkageError e) {
            String what = "libsecp256k1 does not load here, signatures are checked in Java: " + e;
            System.getLogger(LibSecp256k1Curve.class.getName()).log(Level.INFO, what);
            return Optional.empty();
        }
    }

    private static String resource() {
        String os = System.getProperty("os.name", "").startsWith("Windows") ? "mingw" : "linux";
        String arch = System.getProperty("os.arch", "").equals("aarch64") ? "aarch64" : "x86_64";
        return "/fr/acinq/secp256k1/jni/native/%s-%s/%s"
                .formatted(os, arch, System.mapLibraryName("secp256k1-jni"));
    }

    @Override
    public Optional<PublicKey> recover(Signature signature, byte[] digest) {
        int recoveryId = signature.recoveryId();
        if (recoveryId > 3) {
            return Optional.empty();
        }
        try {
            return Optional.of(key(library.ecdsaRecover(signature.rs(), digest, recoveryId)));
        } catch (Secp256k1Exception e) {
            return Optional.empty();
        }
    }

    @Override
    public Signature sign(byte[] privateKey, byte[] digest) {
        // The binding has no recoverable signing: the id is found by recovering.
        byte[] rs = library.sign(digest, privateKey, null);
        return Signature.leadingTo(publicKey(privateKey), rs, digest, this);
    }

    @Override
    public PublicKey publicKey(byte[] privateKey) {
        if (privateKey.length != 32 || !library.secKeyVerify(privateKey)) {
            throw new IllegalArgumentException("not a private key");
        }
        return key(library.pubkeyCreate(privateKey));
    }

    private static PublicKey key(byte[] point) {
        return new PublicKey(Bytes.of(point));
    }
}
