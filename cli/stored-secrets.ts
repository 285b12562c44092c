/** What the endpoint without a name is called, as in the program. */
export const defaultEndpoint = "default";

/**
 * The signing secrets in the value of the stack's secret, by the names of their endpoints: one alone is the default's.
 */
export function readStoredSecrets(value: string): Record<string, string> {
    try {
        const secrets: unknown = JSON.parse(value);
        if (typeof secrets === "object" && secrets !== null) {
            return secrets as Record<string, string>;
        }
    } catch {
        // One secret as it is.
    }
    return { [defaultEndpoint]: value };
}

/** Which endpoint is meant where none is named: the default one, or else the first. */
export function chooseEndpoint(secrets: Readonly<Record<string, string>>): string {
    return defaultEndpoint in secrets ? defaultEndpoint : (Object.keys(secrets)[0] ?? defaultEndpoint);
}
