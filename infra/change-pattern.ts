import { letterPrefix } from "../handlers/letter-prefix";

/** How many patterns an event source mapping takes (Lambda quotas; more on request). */
const maxPatterns = 5;

/**
 * The patterns by which Lambda leaves out, before it calls a function, records of the state table's stream that it did not
 * ask for. Patterns see both images of an item but cannot compare them, so the rest is the function's.
 *
 * @param subscription whose letters, when they are redriven, come whatever the status
 * @param kind Stripe's name for what the object is
 * @param statuses the statuses that an object is to come to have; undefined for any change
 */
export function changePatterns(subscription: string, kind: string, statuses: readonly string[] | undefined): string[] {
    if (statuses === undefined) {
        return [pattern(kind, {})];
    }
    const redriven = pattern(kind, { redriven: { S: [{ prefix: letterPrefix(subscription) }] } });
    const became =
        statuses.length >= maxPatterns
            ? [pattern(kind, { status: { S: statuses } })]
            : statuses.map((status) =>
                  pattern(kind, { status: { S: [status] } }, { OldImage: { status: { S: otherThan(status) } } }),
              );
    return [...became, redriven];
}

/** An item that is new has no status before. */
function otherThan(status: string): unknown[] {
    return [{ exists: false }, { "anything-but": [status] }];
}

function pattern(kind: string, image: object, former: object = {}): string {
    return JSON.stringify({
        eventName: ["INSERT", "MODIFY"],
        dynamodb: { NewImage: { kind: { S: [kind] }, ...image }, ...former },
    });
}
