import { randomBytes } from "node:crypto";

import type { ResourceType } from "../resources/resource-type";
import { madeUpKey } from "./comparable";
import type { EngineProperties } from "./engine-properties";

/**
 * The new inputs with the name that Pulumi's provider makes up when the program gives none: the resource's own, and
 * seven random hex digits. A name that was made up before is kept.
 *
 * Source: https://www.pulumi.com/docs/iac/concepts/resources/names/#autonaming
 *
 * @param olds the inputs before; empty for a new resource, and for one that is to replace another
 */
export function addAutoName(
    { autoName }: Pick<ResourceType, "autoName">,
    name: string,
    olds: EngineProperties,
    news: EngineProperties,
): EngineProperties {
    if (autoName === undefined || (news[autoName.property] ?? undefined) !== undefined) {
        return news;
    }
    const { property, maxLength } = autoName;
    const kept = listMadeUp(olds).includes(property) ? olds[property] : undefined;
    const ending = `-${randomBytes(4).toString("hex").slice(0, 7)}`;
    const made = `${name.slice(0, maxLength - ending.length)}${ending}`;
    return { ...news, [property]: kept ?? made, [madeUpKey]: [property] };
}

/** The properties that were made up. */
export function listMadeUp(inputs: EngineProperties): string[] {
    const noted = inputs[madeUpKey];
    return Array.isArray(noted) ? (noted as string[]) : [];
}
