import { withDefaults } from "../resources/defaults";
import type { ResourceType } from "../resources/resource-type";
import { madeUpKey } from "./comparable";
import { addAutoName, listMadeUp } from "./auto-name";
import type { EngineProperties } from "./engine-properties";

/**
 * The new inputs with what Pulumi's provider fills in: a name, and its defaults. It notes which those are.
 *
 * @param olds the inputs before; empty for a new resource, and for one that is to replace another
 */
export function fillInDefaults(
    definition: Pick<ResourceType, "autoName" | "defaults">,
    name: string,
    olds: EngineProperties,
    news: EngineProperties,
): EngineProperties {
    const named = addAutoName(definition, name, olds, news);
    const filled = withDefaults(definition, named);
    const defaulted = Object.keys(filled).filter((property) => (named[property] ?? undefined) === undefined);
    return { ...filled, [madeUpKey]: [...listMadeUp(named), ...defaulted].sort() };
}
