import * as pulumi from "@pulumi/pulumi";

import { defaultEndpoint, isEndpointName, partnerEndpoint } from "../handlers/endpoint";
import { findSecretFlaw } from "../handlers/signing-secret-value";

/** Stripe's signing secrets, as the stack's settings give them. */
export interface SigningSecretSettings {
    /** The secret of the one endpoint, or of the one without a name. */
    signingSecret?: pulumi.Output<string>;
    /** Secrets by the names of their endpoints. */
    signingSecrets?: pulumi.Output<Record<string, string>>;
}

const single = "signingSecret";
const named = "signingSecrets";
const singleRemedy =
    'run "pulumi config set --secret signingSecret", which asks for the secret that Stripe shows for the endpoint (whsec_…)';

/**
 * Reads `signingSecret` and `signingSecrets`. Where the stack registers its endpoint itself, Stripe tells that one's secret.
 *
 * @throws pulumi.RunError naming the setting and the remedy, and never a value
 */
export function readSigningSecrets(
    config: pulumi.Config,
    { registerEndpoint, stripeApiKey }: { registerEndpoint: boolean; stripeApiKey: pulumi.Output<string> | undefined },
): SigningSecretSettings {
    if (registerEndpoint && isSet(single)) {
        throw new pulumi.RunError(
            "signingSecret and registerEndpoint are both set, but an endpoint has one secret: run " +
                '"pulumi config rm signingSecret" to take that of the endpoint which the stack registers, or ' +
                '"pulumi config set registerEndpoint false" to register the endpoint yourself',
        );
    }
    if (registerEndpoint && stripeApiKey === undefined) {
        throw new pulumi.RunError(
            'registerEndpoint needs stripeApiKey: run "pulumi config set --secret stripeApiKey" with a key that may write ' +
                "webhook endpoints, besides reading",
        );
    }
    if (!registerEndpoint && !isSet(single) && !isSet(named)) {
        throw new pulumi.RunError(
            `signingSecret is not set: ${singleRemedy}; or let the stack register its endpoint: "pulumi config set ` +
                'registerEndpoint true"',
        );
    }
    const signingSecret = isSet(single) ? config.requireSecret(single).apply(checkSingle) : undefined;
    const signingSecrets = isSet(named)
        ? pulumi
              .all([config.requireSecret(named), signingSecret])
              .apply(([text, unnamed]) => checkNamed(text, { unnamed, registerEndpoint }))
        : undefined;
    return { ...(signingSecret && { signingSecret }), ...(signingSecrets && { signingSecrets }) };
}

/**
 * What the stack's secret holds: the only secret as it is, or several by their endpoints' names, the unnamed one as the
 * default's. The same secrets make the same text.
 */
export function joinSigningSecrets({ signingSecret, signingSecrets }: SigningSecretSettings): pulumi.Output<string> {
    return pulumi.all([signingSecret, signingSecrets]).apply(([unnamed, byName]) => {
        if (byName === undefined) {
            return unnamed ?? "";
        }
        const sorted = Object.entries(byName).sort(([a], [b]) => (a < b ? -1 : 1));
        return JSON.stringify({
            ...(unnamed === undefined ? {} : { [defaultEndpoint]: unnamed }),
            ...Object.fromEntries(sorted),
        });
    });
}

/** Not by `config.get`, which warns of secrets. */
function isSet(key: string): boolean {
    return Boolean(pulumi.runtime.allConfig()[`${pulumi.getProject()}:${key}`]);
}

function checkSingle(value: string): string {
    if (findSecretFlaw(value) !== undefined) {
        throw new pulumi.RunError(`signingSecret does not look like Stripe's (whsec_…): ${singleRemedy}`);
    }
    return value;
}

function checkNamed(
    text: string,
    { unnamed, registerEndpoint }: { unnamed: string | undefined; registerEndpoint: boolean },
): Record<string, string> {
    const secrets = parseNamed(text);
    const nameOf = new Map<unknown, string>(unnamed === undefined ? [] : [[unnamed, single]]);
    for (const [name, secret] of Object.entries(secrets)) {
        checkName(name, unnamed !== undefined || registerEndpoint);
        const setting = `${named}.${name}`;
        const remedy = `run "pulumi config set --secret --path ${setting}", which asks for the secret that Stripe shows for that endpoint`;
        const flaw = findSecretFlaw(secret);
        if (flaw !== undefined) {
            throw new pulumi.RunError(`${setting} cannot be right: ${flaw}: ${remedy} (whsec_…)`);
        }
        const other = nameOf.get(secret);
        if (other !== undefined) {
            throw new pulumi.RunError(
                `${other} and ${setting} are the same secret, but each endpoint has its own: ${remedy}, or ` +
                    `"pulumi config rm --path ${setting}"`,
            );
        }
        nameOf.set(secret, setting);
    }
    return secrets as Record<string, string>;
}

function parseNamed(text: string): Record<string, unknown> {
    let value: unknown;
    try {
        value = JSON.parse(text);
    } catch {
        // The same error as for JSON of another shape.
    }
    if (typeof value !== "object" || value === null || Array.isArray(value) || Object.keys(value).length === 0) {
        throw new pulumi.RunError(
            "signingSecrets names no endpoints, but must give each its secret: run " +
                '"pulumi config set --secret --path signingSecrets.connect", which asks for the secret (whsec_…)',
        );
    }
    return value as Record<string, unknown>;
}

/** @param hasDefault whether the stack has an endpoint without a name, which is the default one */
function checkName(name: string, hasDefault: boolean): void {
    if (!isEndpointName(name)) {
        // A name that is none may be a secret in the wrong place.
        const shown = name.includes("whsec_") ? "that is a secret" : JSON.stringify(name);
        throw new pulumi.RunError(
            `signingSecrets has a name ${shown}, but a name has small letters, digits and hyphens, begins with a letter, and ` +
                `has 32 characters at most: run "pulumi config rm --path 'signingSecrets[\\"NAME\\"]'" with that name, and ` +
                '"pulumi config set --secret --path signingSecrets.connect"',
        );
    }
    if (name === partnerEndpoint) {
        throw new pulumi.RunError(
            'signingSecrets has the name "partner", which tells of events that come by partnerEventSource: run "pulumi config rm ' +
                '--path signingSecrets.partner", and give its secret another name',
        );
    }
    if (name === defaultEndpoint && hasDefault) {
        throw new pulumi.RunError(
            'signingSecrets has the name "default", which is that of the endpoint of signingSecret or registerEndpoint: run ' +
                '"pulumi config rm --path signingSecrets.default", and give its secret another name',
        );
    }
}
