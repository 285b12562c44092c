import { check, validationError } from "../constraints";

/** By what ListArchives and ListReplays choose. */
export interface ListFilter {
    EventSourceArn?: string | undefined;
    NamePrefix?: string | undefined;
    State?: string | undefined;
}

/** @throws AwsError ValidationException when `State` is none of `states`, or there is more than one filter */
export function checkListFilter(
    operation: string,
    { EventSourceArn, NamePrefix, State }: ListFilter,
    states: readonly string[],
): void {
    check(State, "state", { values: states });
    // AWS's wording, as recorded in https://github.com/getmoto/moto/blob/master/moto/events/models.py.
    if ([EventSourceArn, NamePrefix, State].filter((filter) => filter !== undefined).length > 1) {
        throw validationError(
            `At most one filter is allowed for ${operation}. Use either : State, EventSourceArn, or NamePrefix.`,
        );
    }
}
