import { withDefaults } from "./defaults";
import type { Declared, Place, Resource } from "./resource-type";
import { resourceType } from "./table";

/**
 * What a declared resource is here: its inputs with the provider's defaults, its id and its outputs.
 *
 * @throws Error naming the type and the resource when the local cloud does not know it
 */
export function declaredResource(declared: Declared, place: Place): Resource {
    const definition = resourceType(declared);
    const resource = { ...declared, inputs: withDefaults(definition, declared.inputs) };
    return { ...resource, ...definition.outputs(resource, place) };
}
