import { clearableInteger, hashOf, integer, oneOf } from "../params";

/** How often a price recurs. */
export const recurring = hashOf(
    {
        interval: oneOf("day", "week", "month", "year"),
        interval_count: integer,
        trial_period_days: clearableInteger,
        usage_type: oneOf("licensed"),
    },
    ["interval"],
);
