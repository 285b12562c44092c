import * as pulumi from "@pulumi/pulumi";

/** Minimum length to look for: a shorter value would be found by chance, and no real secret is that short. */
const minSecretLength = 6;

/** Public in the runtime, yet marked internal and so missing from its types (pulumi `runtime/config.ts`). */
const runtime = pulumi.runtime as unknown as { isConfigSecret(key: string): boolean };

/**
 * The key of a secret in the stack's configuration whose value stands in `text`, plainly, as JSON has it, or in base64;
 * undefined when none does. Looks into structured secrets too.
 */
export function findSecret(text: string): string | undefined {
    return Object.entries(pulumi.runtime.allConfig())
        .filter(([key]) => runtime.isConfigSecret(key))
        .find(([, value]) => listStrings(value).some((part) => spellings(part).some((one) => text.includes(one))))?.[0];
}

/** The strings that a configuration value holds: itself, or the strings inside it when it is JSON. */
function listStrings(value: string): string[] {
    const parts = [value];
    try {
        JSON.parse(value, (_key, part: unknown) => {
            if (typeof part === "string") {
                parts.push(part);
            }
            return part;
        });
    } catch {
        // A plain value, not a structured one.
    }
    return parts.filter((part) => part.length >= minSecretLength);
}

function spellings(value: string): string[] {
    return [value, JSON.stringify(value).slice(1, -1), Buffer.from(value).toString("base64")];
}
