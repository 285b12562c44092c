import { createHmac, timingSafeEqual } from "node:crypto";

export interface SignatureCheck {
    /** The body, byte for byte as it came. */
    payload: Buffer;
    /** The `Stripe-Signature` header: `t=1700000000,v1=…,v1=…`. */
    header: string | undefined;
    /** Secrets of which one must have signed: the current one and, during a rotation, the previous one. */
    secrets: readonly string[];
    /** How far the timestamp may be from now, before or after, in seconds. */
    toleranceSeconds: number;
    /** Now, in seconds since the epoch. */
    nowSeconds: number;
}

/**
 * `genuine`; or why not. `unmatched`, the only answer that another secret could change, is given for a well-formed
 * header with a timestamp in the tolerance and no signature by any of the secrets.
 */
export type SignatureVerdict = "genuine" | "missing" | "malformed" | "expired" | "future" | "unmatched";

/**
 * Checks a webhook's signature as Stripe documents it (https://docs.stripe.com/webhooks#verify-manually): HMAC-SHA256
 * over `timestamp.payload` for any of the header's `v1` signatures, compared in constant time. Stricter than Stripe's
 * own library, which never rejects a timestamp in the future.
 */
export function checkSignature(check: SignatureCheck): SignatureVerdict {
    if (check.header === undefined || check.header.trim() === "") {
        return "missing";
    }
    const signed = parseHeader(check.header);
    if (signed === undefined) {
        return "malformed";
    }
    const age = check.nowSeconds - signed.timestamp;
    if (age > check.toleranceSeconds) {
        return "expired";
    }
    if (age < -check.toleranceSeconds) {
        return "future";
    }
    const genuine = check.secrets.some((secret) => {
        const expected = createHmac("sha256", secret).update(`${signed.timestampText}.`).update(check.payload).digest();
        return signed.signatures.some((signature) => timingSafeEqual(signature, expected));
    });
    return genuine ? "genuine" : "unmatched";
}

interface SignedHeader {
    timestamp: number;
    /** As it stands in the header, which is what was signed. */
    timestampText: string;
    /** 32 bytes each. */
    signatures: Buffer[];
}

/** Undefined unless there is one timestamp and at least one well-formed `v1` signature. Other schemes are left aside. */
function parseHeader(header: string): SignedHeader | undefined {
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
