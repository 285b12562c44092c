import { createHmac, timingSafeEqual } from "node:crypto";

/** A well-formed `Stripe-Signature` header: `t=1700000000,v1=…,v1=…`. */
export interface Signature {
    /** In seconds since the epoch. */
    timestamp: number;
    /** As it stands in the header, which is what was signed. */
    timestampText: string;
    /** 32 bytes each. */
    signatures: Buffer[];
}

/** Why a request is not genuine. Another secret could change `unmatched` alone. */
export type SignatureFlaw = "missing" | "malformed" | "expired" | "future" | "unmatched";

/**
 * Reads a webhook's signature as Stripe documents it (https://docs.stripe.com/webhooks#verify-manually). Stricter than Stripe's
 * own library, which never rejects a timestamp in the future.
 *
 * @param toleranceSeconds how far the timestamp may be from now, before or after
 * @param nowSeconds since the epoch
 */
export function readSignature(
    header: string | undefined,
    { toleranceSeconds, nowSeconds }: { toleranceSeconds: number; nowSeconds: number },
): Signature | Exclude<SignatureFlaw, "unmatched"> {
    if (header === undefined || header.trim() === "") {
        return "missing";
    }
    const signature = parseHeader(header);
    if (signature === undefined) {
        return "malformed";
    }
    const age = nowSeconds - signature.timestamp;
    if (age > toleranceSeconds) {
        return "expired";
    }
    return age < -toleranceSeconds ? "future" : signature;
}

/**
 * The first of `secrets` that any of the signatures is by: HMAC-SHA256 over `timestamp.payload`, compared in constant time.
 *
 * @param payload the body, byte for byte as it came
 */
export function findSigner<Secret extends { secret: string }>(
    secrets: readonly Secret[],
    payload: Buffer,
    { timestampText, signatures }: Signature,
): Secret | undefined {
    return secrets.find(({ secret }) => {
        const expected = createHmac("sha256", secret).update(`${timestampText}.`).update(payload).digest();
        return signatures.some((signature) => timingSafeEqual(signature, expected));
    });
}

/** Undefined unless there is one timestamp and at least one well-formed `v1` signature. Other schemes are left aside. */
function parseHeader(header: string): Signature | undefined {
    const pairs = header.split(",").map((pair) => {
        const [scheme = "", ...value] = pair.split("=");
        return { scheme: scheme.trim(), value: value.join("=").trim() };
    });
    const timestamps = pairs.filter(({ scheme }) => scheme === "t").map(({ value }) => value);
    const signatures = pairs
        .filter(({ scheme, value }) => scheme === "v1" && /^[0-9a-f]{64}$/.test(value))
        .map(({ value }) => Buffer.from(value, "hex"));
    const [timestampText] = timestamps;
    if (timestampText === undefined || timestamps.length > 1 || !/^\d{1,12}$/.test(timestampText)) {
        return undefined;
    }
    return signatures.length === 0 ? undefined : { timestamp: Number(timestampText), timestampText, signatures };
}
