import type { CloudServices } from "../../../cloud-services";
import { lookUp } from "../../../resources/look-up";

/** What a describing operation answers; undefined when there is no such thing. */
export function describeEvents<Output extends object>(
    cloud: CloudServices,
    operation: string,
    input: object,
): Promise<Output | undefined> {
    return lookUp(() => cloud.call<Output>(cloud.events, operation, input));
}
