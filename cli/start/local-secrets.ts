import { createHmac } from "node:crypto";

import type { Project } from "local-cloud/command";
import { defaultEndpoint } from "../stored-secrets";

/** What the signing secrets on this machine are made from. */
export interface LocalSecrets {
    /** Made here, and kept. */
    own: string;
    /** The Stripe CLI's, where the command line gives it: the default endpoint's. */
    given?: string | undefined;
}

/**
 * The settings that give the program signing secrets for this machine: those that its stack has are encrypted, and would be
 * Stripe's. Each endpoint that the stack names gets one, which stays the same from start to start.
 *
 * @param project as the stack's file has it
 */
export function signingSettings(
    { name, config, secretKeys }: Project,
    { own, given }: LocalSecrets,
): Record<string, string | { secret: string }> {
    const names = readNames(config[`${name}:signingSecrets`]);
    const isSet = (key: string) => Boolean(config[`${name}:${key}`]) || secretKeys.includes(`${name}:${key}`);
    const single = given ?? own;
    const hasSingle =
        !names.includes(defaultEndpoint) &&
        (names.length === 0 || given !== undefined || isSet("signingSecret") || isRegistered(config, name));
    const named = names.map((endpoint) => [endpoint, endpoint === defaultEndpoint ? single : derive(own, endpoint)]);
    return {
        // The secret is known here: no endpoint needs to be registered to learn it.
        registerEndpoint: "false",
        signingSecret: { secret: hasSingle ? single : "" },
        ...(names.length > 0 && { signingSecrets: { secret: JSON.stringify(Object.fromEntries(named)) } }),
    };
}

function isRegistered(config: Project["config"], name: string): boolean {
    return config[`${name}:registerEndpoint`] === "true";
}

/** The endpoints that the setting names; none where all of it is encrypted as one value. */
function readNames(setting: string | undefined): string[] {
    try {
        const value: unknown = JSON.parse(setting ?? "{}");
        return typeof value === "object" && value !== null ? Object.keys(value) : [];
    } catch {
        return [];
    }
}

function derive(own: string, endpoint: string): string {
    return `whsec_${createHmac("sha256", own).update(endpoint).digest("hex").slice(0, 48)}`;
}
