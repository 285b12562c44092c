import type { CheckContext, Properties } from "../../../resources/resource-type";

/** The bus that each account has. */
export const defaultBus = "default";

/** The name or ARN of a resource's bus. What was applied before there were defaults may be without. */
export function busName(inputs: Properties): string {
    return (inputs.eventBusName as string | undefined) ?? defaultBus;
}

/** The name of a resource's bus, also where it is given as an ARN: a partner's has slashes. */
export function plainBusName(inputs: Properties): string {
    return busName(inputs).replace(/^arn:[^/]*\//, "");
}

/** The ARN of a bus by its name; undefined for the default one, which need not be looked for. */
export function busArn(name: string, { region, accountId }: CheckContext): string | undefined {
    return name === defaultBus ? undefined : `arn:aws:events:${region}:${accountId}:event-bus/${name}`;
}

/** What names of rules, targets and archives are made of. */
export const simpleName = /^[.\-_A-Za-z0-9]+$/;
export const simpleNameSaid = "letters, digits, full stops, hyphens and underscores";
