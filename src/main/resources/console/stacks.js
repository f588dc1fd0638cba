// What a Stacks wallet signs: transfers (SIP-005, SIP-010) and texts, on the testnet's marks, which
// the devnet has too. Curve and hashes are noble's; the bytes are written here.

import * as secp from "./vendor/noble-secp256k1.js";
import {hmac} from "./vendor/noble-hashes/hmac.js";
import {ripemd160} from "./vendor/noble-hashes/legacy.js";
import {sha256, sha512_256} from "./vendor/noble-hashes/sha2.js";
import {bytesToHex, concatBytes, hexToBytes, utf8ToBytes} from "./vendor/noble-hashes/utils.js";

secp.hashes.sha256 = sha256;
secp.hashes.hmacSha256 = (key, message) => hmac(sha256, key, message);

export const NETWORK = "stacks:2147483648";

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const TRANSACTION_VERSION = 0x80;
const CHAIN_ID = 0x80000000;
const KEY_HASH_VERSION = 26;
const STANDARD = 0x04;
const MEMO_BYTES = 34;
const NO_SIGNATURE = new Uint8Array(65);
const DENY = 2;
const ALLOW = 1;

const u8 = value => Uint8Array.of(value);
const big = (value, size) => hexToBytes(BigInt(value).toString(16).padStart(2 * size, "0"));
const name = text => concatBytes(u8(text.length), utf8ToBytes(text));
const checksum = (version, hash) => sha256(sha256(concatBytes(u8(version), hash))).slice(0, 4);

/** Crockford's base 32 without padding, a 0 for each zero byte in front. */
function c32(bytes) {
  let rest = BigInt(`0x${bytesToHex(bytes)}`);
  let text = "";
  for (; rest > 0n; rest >>= 5n) {
    text = ALPHABET[Number(rest & 31n)] + text;
  }
  const zeros = bytes.findIndex(byte => byte !== 0);
  return "0".repeat(zeros < 0 ? bytes.length : zeros) + text;
}

/** Version and hash of an address, 21 bytes as transactions have them. */
function addressBytes(address) {
  let number = 0n;
  for (const character of address.slice(2)) {
    number = (number << 5n) | BigInt(ALPHABET.indexOf(character));
  }
  const data = big(number, 24);
  const version = ALPHABET.indexOf(address[1]);
  if (bytesToHex(checksum(version, data.slice(0, 20))) !== bytesToHex(data.slice(20))) {
    throw new Error(`${address} is no Stacks address`);
  }
  return concatBytes(u8(version), data.slice(0, 20));
}

/** A principal as a Clarity value: an address, or a contract of one. */
function principal(text) {
  const [address, contract] = text.split(".");
  return contract === undefined
      ? concatBytes(u8(0x05), addressBytes(address))
      : concatBytes(u8(0x06), addressBytes(address), name(contract));
}

export const newKey = () => bytesToHex(secp.utils.randomSecretKey());

/** So many bytes that nobody can guess, in hex. */
export const unguessable = bytes => bytesToHex(crypto.getRandomValues(new Uint8Array(bytes)));

const signer = key => ripemd160(sha256(secp.getPublicKey(hexToBytes(key), true)));

export function addressOf(key) {
  const hash = signer(key);
  const data = concatBytes(hash, checksum(KEY_HASH_VERSION, hash));
  return `S${ALPHABET[KEY_HASH_VERSION]}${c32(data)}`;
}

const sign = (key, hash) =>
    secp.sign(hash, hexToBytes(key), {prehash: false, format: "recovered"});

function stx(payTo, amount) {
  return concatBytes(u8(0x00), principal(payTo), big(amount, 8), new Uint8Array(MEMO_BYTES));
}

/** transfer(amount, sender, recipient, none) of SIP-010. */
function token(contract, payTo, amount, sender) {
  const [address, contractName] = contract.split(".");
  return concatBytes(
      u8(0x02), addressBytes(address), name(contractName), name("transfer"), big(4, 4),
      u8(0x01), big(amount, 16), principal(sender), principal(payTo), u8(0x09));
}

/**
 * A signed transfer, in hex.
 *
 * @param asset "STX", or a token's contract
 * @param amount smallest units, as digits
 */
export function transfer(key, {asset, payTo, amount, nonce, fee}) {
  const isStx = asset === "STX";
  const payload = isStx ? stx(payTo, amount) : token(asset, payTo, amount, addressOf(key));
  // In mode Allow the name of a token's asset within its contract need not be known.
  const bytes = (atNonce, atFee, signature) => concatBytes(
      u8(TRANSACTION_VERSION), big(CHAIN_ID, 4), u8(STANDARD),
      u8(0x00), signer(key), big(atNonce, 8), big(atFee, 8), u8(0x00), signature,
      u8(0x03), u8(isStx ? DENY : ALLOW), big(0, 4), payload);
  const initial = sha512_256(bytes(0, 0, NO_SIGNATURE));
  const presign = sha512_256(concatBytes(initial, u8(STANDARD), big(fee, 8), big(nonce, 8)));
  return bytesToHex(bytes(nonce, fee, sign(key, presign)));
}

/** A text's signature, in the order that wallets use: r, s, recovery id. */
export function signText(key, text) {
  const message = utf8ToBytes(text);
  const length = message.length < 0xfd
      ? u8(message.length)
      : Uint8Array.of(0xfd, message.length & 0xff, message.length >> 8);
  const prefix = utf8ToBytes("\u0017Stacks Signed Message:\n");
  const vrs = sign(key, sha256(concatBytes(prefix, length, message)));
  return bytesToHex(concatBytes(vrs.slice(1), vrs.slice(0, 1)));
}
