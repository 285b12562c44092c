import { pageAt } from "../page-at";
import { check, validationError } from "./constraints";

/** What List operations take. */
export interface ListRequest {
    NamePrefix?: string | undefined;
    NextToken?: string | undefined;
    Limit?: number | undefined;
}

/** AWS's largest page, which is also the default. */
const maxPageSize = 100;

/**
 * One page of the `items` whose names begin with the prefix, in the order of their names.
 *
 * @throws AwsError ValidationException when the limit or the token is none of AWS's
 */
export function page<T>(
    items: Iterable<T>,
    getName: (item: T) => string,
    { NamePrefix = "", NextToken, Limit = maxPageSize }: ListRequest,
): { items: T[]; NextToken: string | undefined } {
    check(Limit, "limit", { minimum: 1, maximum: maxPageSize });
    const named = [...items].filter((item) => getName(item).startsWith(NamePrefix));
    named.sort((a, b) => (getName(a) < getName(b) ? -1 : 1));
    const taken = pageAt(named, Limit, NextToken, () =>
        validationError("Parameter NextToken is not valid. Reason: Provided NextToken is not in correct format."),
    );
    return { items: taken.page, NextToken: taken.next };
}
