import type { CheckContext, Properties, Refusal, ResourceType } from "./resource-type";

/**
 * Why AWS would refuse a resource with these inputs.
 *
 * @param isKnown whether an input's value is there yet; those that are not are not checked. @default all are
 */
export async function refusals(
    { required = [], check }: Pick<ResourceType, "required" | "check">,
    inputs: Properties,
    context: CheckContext,
    isKnown: (value: unknown) => boolean = () => true,
): Promise<readonly Refusal[]> {
    const missing = required
        .filter((property) => inputs[property] === undefined)
        .map((property): Refusal => ({ property, reason: `is required and not given` }));
    const known = Object.fromEntries(Object.entries(inputs).filter(([, value]) => isKnown(value)));
    return [...missing, ...((await check?.(known, context)) ?? [])];
}
