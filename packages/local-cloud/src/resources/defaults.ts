import type { Properties, ResourceType } from "./resource-type";
import { secretSignature, signatureKey } from "./signature";

/**
 * The inputs with the provider's own defaults for what the program leaves out, as Pulumi's provider sends them to AWS
 * whatever AWS's own default is.
 *
 * @param inputs plain, or as the engine sends them: what is not known yet stays so
 */
export function withDefaults({ defaults = {} }: Pick<ResourceType, "defaults">, inputs: Properties): Properties {
    return Object.entries(defaults).reduce<Properties>(
        (filled, [path, value]) => fillIn(filled, path.split("."), value) as Properties,
        inputs,
    );
}

/** A part that the program does not give has no defaults in it; each element of a list has them. */
function fillIn(part: unknown, [key = "", ...rest]: readonly string[], value: unknown): unknown {
    if (Array.isArray(part)) {
        return part.map((element) => fillIn(element, [key, ...rest], value));
    }
    if (typeof part !== "object" || part === null) {
        return part;
    }
    const properties = part as Properties;
    if (signatureKey in properties) {
        return properties[signatureKey] === secretSignature
            ? { ...properties, value: fillIn(properties.value, [key, ...rest], value) }
            : part;
    }
    if (rest.length > 0) {
        return key in properties ? { ...properties, [key]: fillIn(properties[key], rest, value) } : part;
    }
    return (properties[key] ?? undefined) === undefined ? { ...properties, [key]: value } : part;
}
