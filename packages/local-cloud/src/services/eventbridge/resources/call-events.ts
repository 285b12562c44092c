import type { CloudServices } from "../../../cloud-services";
import { lookUp } from "../../../resources/look-up";
import type { Properties } from "../../../resources/resource-type";

/** What a describing operation answers; undefined when there is no such thing. */
export function describeEvents<Output extends object>(
    cloud: CloudServices,
    operation: string,
    input: object,
): Promise<Output | undefined> {
    return lookUp(() => cloud.call<Output>(cloud.events, operation, input));
}

/** The list that a listing operation answers in `member`. */
export async function listEvents(
    cloud: CloudServices,
    operation: string,
    input: object,
    member: string,
): Promise<Properties[]> {
    const answer = await cloud.call<Record<string, Properties[]>>(cloud.events, operation, input);
    return answer[member] ?? [];
}
