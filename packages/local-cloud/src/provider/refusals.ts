import type { CheckContext, Properties, Refusal, ResourceType } from "../resources/resource-type";
import { holdsUnknown } from "./engine-properties";

/** Why AWS would refuse a resource with these inputs, as far as they are known. */
export async function refusals(
    { required = [], check }: Pick<ResourceType, "required" | "check">,
    inputs: Properties,
    context: CheckContext,
): Promise<readonly Refusal[]> {
    const missing = required
        .filter((property) => inputs[property] === undefined)
        .map((property): Refusal => ({ property, reason: `is required and not given` }));
    const known = Object.fromEntries(Object.entries(inputs).filter(([, value]) => !holdsUnknown(value)));
    return [...missing, ...((await check?.(known, context)) ?? [])];
}
