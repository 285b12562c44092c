import type { EventData } from "./event-data";

type Fields = Readonly<Record<string, unknown>>;

/**
 * The data of an event that says what changed: `object` with `changes` made, and in `previous_attributes` what the
 * changed fields were, which for a field that holds fields names only those that differ, as Stripe does.
 *
 * @param was what fields of `object` were before, where that is not what stands in it
 */
export function changed<T extends object>(
    object: T,
    changes: NoInfer<Partial<T>>,
    was: NoInfer<Partial<T>> = {},
): EventData<T> {
    return {
        object: { ...object, ...changes },
        previous_attributes: previous({ ...object, ...was }, changes),
    };
}

/** The data of an event about a deletion. */
export function deleted<T extends object>(object: T): EventData<T> {
    return { object: { ...object, deleted: true } };
}

function previous(before: Fields, after: Fields): Record<string, unknown> {
    const differing = Object.keys(after).filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
    return Object.fromEntries(
        differing.map((key) => {
            const [was, is] = [before[key], after[key]];
            // A field that was not there before is null in previous_attributes.
            return [key, isFields(was) && isFields(is) ? previous(was, is) : (was ?? null)];
        }),
    );
}

function isFields(value: unknown): value is Fields {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
