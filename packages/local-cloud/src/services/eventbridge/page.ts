import { check, validationError } from "./constraints";

/** What every List operation takes. */
export interface PageRequest {
    NextToken?: string | undefined;
    Limit?: number | undefined;
}

/** AWS's largest page, which is also the default. */
const maxPageSize = 100;

/**
 * One page of `items` in the order of their names.
 *
 * @throws AwsError ValidationException when the limit or the token is none of AWS's
 */
export function page<T>(
    items: Iterable<T>,
    getName: (item: T) => string,
    { NextToken, Limit }: PageRequest,
): { items: T[]; NextToken?: string } {
    check(Limit, "limit", { minimum: 1, maximum: maxPageSize });
    const after = NextToken === undefined ? undefined : decode(NextToken);
    const sorted = [...items].sort((a, b) => (getName(a) < getName(b) ? -1 : 1));
    const rest = after === undefined ? sorted : sorted.filter((item) => getName(item) > after);
    const taken = rest.slice(0, Limit ?? maxPageSize);
    const last = taken.at(-1);
    return rest.length > taken.length && last !== undefined
        ? { items: taken, NextToken: encode(getName(last)) }
        : { items: taken };
}

function encode(name: string): string {
    return Buffer.from(JSON.stringify({ after: name })).toString("base64url");
}

function decode(token: string): string {
    try {
        const parsed: unknown = JSON.parse(Buffer.from(token, "base64url").toString());
        const after = (parsed as { after?: unknown }).after;
        if (typeof after === "string") {
            return after;
        }
    } catch {
        // Not one of ours: the error below says so.
    }
    throw validationError("Parameter NextToken is not valid. Reason: Provided NextToken is not in correct format.");
}
