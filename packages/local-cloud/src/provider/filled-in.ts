import { withDefaults } from "../resources/defaults";
import type { ResourceType } from "../resources/resource-type";
import { madeUpKey } from "./comparable";
import { madeUp, withMadeName } from "./made-name";
import type { WireProperties } from "./engine-properties";

/**
 * The new inputs with what Pulumi's provider fills in: a name, and its defaults. It notes which those are.
 *
 * @param olds the inputs before; empty for a new resource, and for one that is to replace another
 */
export function filledIn(
    definition: Pick<ResourceType, "autoName" | "defaults">,
    name: string,
    olds: WireProperties,
    news: WireProperties,
): WireProperties {
    const named = withMadeName(definition, name, olds, news);
    const filled = withDefaults(definition, named);
    const defaulted = Object.keys(filled).filter((property) => (named[property] ?? undefined) === undefined);
    return { ...filled, [madeUpKey]: [...madeUp(named), ...defaulted].sort() };
}
