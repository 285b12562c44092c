import { didYouMean } from "../did-you-mean";
import type { Check } from "./check";

const area = "settings";

/** Settings that Pulumi.yaml does not declare, since what is declared must have a value (infra/settings.ts reads them, or has them read). */
export const undeclaredSettings: readonly string[] = [
    "signingSecret",
    "signingSecrets",
    "partnerEventSource",
    "stripeApiKey",
    "kmsKeyArn",
    "alarmTopicArn",
    "alertEmail",
    "alertUrl",
    "allowedCidrs",
    "domainName",
    "certificateArn",
];

/** Never in plain text, and what each begins with. */
const secrets: Readonly<Record<string, RegExp>> = {
    signingSecret: /^whsec_\S+$/,
    stripeApiKey: /^(sk|rk)_(test|live)_\S+$/,
    alertUrl: /^https:/,
};

export interface StackSettings {
    /** The project's name, which keys may begin with. */
    project: string;
    /** The keys that Pulumi.yaml declares. */
    declared: readonly string[];
    /** The stack's name. */
    stack: string;
    /** `config` of Pulumi.STACK.yaml: a text, or `{ secure }` where it is encrypted; undefined without such a file. */
    config: Readonly<Record<string, unknown>> | undefined;
    /** Whether it is only run on this machine, which has a signing secret of its own. */
    isLocal: boolean;
}

/** Checks which settings a stack has; their values the program checks when it is evaluated. */
export function checkSettings({ project, declared, stack, config, isLocal }: StackSettings): Check[] {
    const file = `Pulumi.${stack}.yaml`;
    if (config === undefined) {
        return [{ area, verdict: "wrong", text: `${file} is missing`, remedy: `pulumi stack init ${stack}` }];
    }
    const own = Object.fromEntries(
        Object.entries(config)
            .filter(([key]) => !key.includes(":") || key.startsWith(`${project}:`))
            .map(([key, value]) => [key.split(":").at(-1) as string, value]),
    );
    const checks = [
        ...checkKeys(Object.keys(own), [...declared, ...undeclaredSettings], file),
        ...checkSecrets(own, file),
        ...(isLocal ? [] : checkSigning(own, stack)),
    ];
    return checks.length > 0
        ? checks
        : [{ area, verdict: "ok", text: `${file} has settings that the program knows, and none is missing` }];
}

function checkKeys(keys: readonly string[], known: readonly string[], file: string): Check[] {
    return keys
        .filter((key) => !known.includes(key))
        .map((key) => {
            const [meant] = didYouMean(key, known);
            return {
                area,
                verdict: "warning",
                text: `${file} sets ${key}, which the program does not read${meant === undefined ? "" : `: is it ${meant}?`}`,
                remedy: `pulumi config rm ${key}${meant === undefined ? "" : `; pulumi config set ${meant} VALUE`}`,
            };
        });
}

function checkSecrets(own: Readonly<Record<string, unknown>>, file: string): Check[] {
    return Object.entries(secrets).flatMap(([key, shape]): Check[] => {
        const value = own[key];
        if (typeof value !== "string") {
            return [];
        }
        const remedy = `pulumi config set --secret ${key}, with a new one: whoever has the file has read it`;
        return [
            shape.test(value)
                ? { area, verdict: "wrong", text: `${key} is in ${file} in plain text`, remedy }
                : {
                      area,
                      verdict: "wrong",
                      text: `${key} in ${file} is not of the form that it should have`,
                      remedy: `pulumi config set --secret ${key}`,
                  },
        ];
    });
}

function checkSigning(
    { signingSecret, signingSecrets, registerEndpoint, stripeApiKey, webhook }: Record<string, unknown>,
    stack: string,
): Check[] {
    if (String(webhook) === "false") {
        return [];
    }
    const registers = String(registerEndpoint) === "true";
    if (registers && stripeApiKey === undefined) {
        const remedy = `pulumi config set --secret stripeApiKey --stack ${stack}`;
        return [{ area, verdict: "wrong", text: "registerEndpoint is true, and stripeApiKey not set", remedy }];
    }
    if (registers && signingSecret !== undefined) {
        const remedy = `pulumi config rm signingSecret --stack ${stack}`;
        return [{ area, verdict: "wrong", text: "signingSecret and registerEndpoint are both set", remedy }];
    }
    if (!registers && signingSecret === undefined && signingSecrets === undefined) {
        const remedy = `pulumi config set --secret signingSecret --stack ${stack}`;
        return [{ area, verdict: "wrong", text: "signingSecret is not set", remedy }];
    }
    return [];
}
