import type { Condition, Filters } from "../state/filter";
import type { PageOptions } from "../state/page";
import { ApiError } from "../api-error";
import { filledText, integer, range, readParams, type Param, type Params } from "./params";
import type { Form } from "./form";
import type { Listing } from "./resource";

const maxLimit = 100;
const defaultLimit = 10;

/** How many a page holds. */
export const limit: Param = (value, path) => {
    const number = integer(value, path) as number;
    if (number < 1 || number > maxLimit) {
        const bound = number < 1 ? "greater than or equal to 1" : `less than or equal to ${maxLimit}`;
        throw new ApiError(400, `This value must be ${bound}.`, { code: "parameter_invalid_integer", param: path });
    }
    return number;
};

/** What all lists take. */
export const pageParams: Params = { ending_before: filledText, limit, starting_after: filledText };

/** The page that a list's parameters ask for. */
export function readPageOptions(params: Readonly<Record<string, unknown>>): PageOptions {
    const { starting_after: startingAfter, ending_before: endingBefore } = params as Record<string, string | undefined>;
    if (startingAfter !== undefined && endingBefore !== undefined) {
        throw new ApiError(400, "You may only specify one of these parameters: starting_after, ending_before.");
    }
    return { limit: (params.limit as number | undefined) ?? defaultLimit, startingAfter, endingBefore };
}

/** Reads the parameters of a kind's list: which page, and which objects. */
export function readListing(form: Form, listing: Listing): { page: PageOptions; filters: Filters } {
    const { filters, hides = {}, required } = listing;
    const own = Object.fromEntries(Object.entries(filters).map(([name, { param }]) => [name, param]));
    const params = readParams(form, { created: range, ...own, ...pageParams }, required);
    const conditions: Record<string, Condition> = { ...hides };
    for (const [name, value] of Object.entries(params)) {
        if (Object.hasOwn(pageParams, name)) {
            continue;
        }
        const member = filters[name]?.member ?? name;
        // A filter for all is none.
        if (value === undefined) {
            delete conditions[member];
        } else {
            conditions[member] = value;
        }
    }
    return { page: { ...readPageOptions(params), isOldestFirst: listing.isOldestFirst }, filters: conditions };
}
