/** How many patterns an event source mapping takes (Lambda quotas; more on request). */
const maxPatterns = 5;

/**
 * The patterns by which Lambda leaves out, before it calls a function, records of the state table's stream that it did not
 * ask for. Patterns see both images of an item but cannot compare them, so the rest is the function's.
 *
 * @param kind Stripe's name for what the object is
 * @param statuses the statuses that an object is to come to have; undefined for any change
 */
export function changePatterns(kind: string, statuses: readonly string[] | undefined): string[] {
    if (statuses === undefined) {
        return [pattern(kind, undefined, {})];
    }
    return statuses.length > maxPatterns
        ? [pattern(kind, statuses, {})]
        : statuses.map((status) => pattern(kind, [status], { OldImage: { status: { S: otherThan(status) } } }));
}

/** An item that is new has no status before. */
function otherThan(status: string): unknown[] {
    return [{ exists: false }, { "anything-but": [status] }];
}

function pattern(kind: string, statuses: readonly string[] | undefined, former: object): string {
    return JSON.stringify({
        eventName: ["INSERT", "MODIFY"],
        dynamodb: {
            NewImage: { kind: { S: [kind] }, ...(statuses && { status: { S: statuses } }) },
            ...former,
        },
    });
}
