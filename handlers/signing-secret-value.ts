import { defaultEndpoint, isEndpointName } from "./endpoint";

/** A signing secret, and the name of the endpoint at Stripe that signs with it. */
export interface SigningSecret {
    endpoint: string;
    secret: string;
}

/** What cannot be right in the secret store, in words that never repeat the value. */
export interface SecretFlaw {
    /** Where the flaw is that of one endpoint's secret. */
    endpoint?: string;
    reason: string;
}

/** Undefined of a value that can be a signing secret of Stripe's; otherwise what is wrong with it. */
export function findSecretFlaw(value: unknown): string | undefined {
    if (typeof value !== "string") {
        return "it is not text";
    }
    if (/\s/.test(value)) {
        return "it has white space in it, such as a line break at its end";
    }
    if (/["'`“”‘’]/.test(value)) {
        return "it has quotes in it";
    }
    if (!value.startsWith("whsec_")) {
        return "it does not begin with whsec_";
    }
    return /^whsec_[\w+/=-]+$/.test(value) ? undefined : "it has characters that no signing secret has";
}

/**
 * Reads the value of the stack's secret: one signing secret as it is, which is the default endpoint's, or several by the
 * names of their endpoints, `{"account": "whsec_…", "connect": "whsec_…"}`. What cannot be right is left out, and told.
 */
export function parseSigningSecrets(text: string): { secrets: SigningSecret[]; flaws: SecretFlaw[] } {
    const value = parseJson(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
        return gather(Object.entries(value));
    }
    const isOtherJson = (value !== undefined && typeof value !== "string") || /^\s*[[{]/.test(text);
    return isOtherJson
        ? { secrets: [], flaws: [{ reason: 'it is not JSON of the form {"name": "whsec_…"}' }] }
        : gather([[defaultEndpoint, text]]);
}

function gather(entries: readonly (readonly [string, unknown])[]): ReturnType<typeof parseSigningSecrets> {
    const secrets: SigningSecret[] = [];
    const flaws: SecretFlaw[] = entries.length === 0 ? [{ reason: "it names no endpoint" }] : [];
    for (const [endpoint, value] of entries) {
        const flaw = findSecretFlaw(value);
        if (!isEndpointName(endpoint)) {
            // Not repeated: a name that is none may be a secret in the wrong place.
            flaws.push({ reason: "one of its names is not of the form [a-z][a-z0-9-]*, of 32 characters at most" });
        } else if (flaw !== undefined) {
            flaws.push({ endpoint, reason: flaw });
        } else {
            secrets.push({ endpoint, secret: value as string });
        }
    }
    return { secrets, flaws };
}

function parseJson(text: string): unknown {
    try {
        return JSON.parse(text) as unknown;
    } catch {
        return undefined;
    }
}
