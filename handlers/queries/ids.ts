import { isName } from "../billing/subject";

/** The account whose events name none. */
export const ownAccount = "platform";

/**
 * A null or an expanded object that passes for an id would find nothing, which reads like an answer.
 *
 * @throws TypeError naming the argument
 */
export function checkId(argument: string, id: string): string {
    if (!isName(id)) {
        const given: unknown = id;
        throw new TypeError(
            `${argument} is ${JSON.stringify(given)?.slice(0, 80)}: it is an id, such as that in an event's object`,
        );
    }
    return id;
}
