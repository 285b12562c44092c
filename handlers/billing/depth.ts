/**
 * Objects are kept down to this many levels. It bounds the recursion over what is kept; Stripe's own objects have about
 * ten levels.
 */
export const maxLevels = 500;

/** Whether a JSON value has more than `levels` levels of hashes and arrays. Walks without recursion, at any depth. */
export function isDeeperThan(value: unknown, levels: number): boolean {
    const pending: [unknown, number][] = [[value, 0]];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
        const [current, level] = next;
        if (typeof current === "object" && current !== null) {
            if (level >= levels) {
                return true;
            }
            for (const member of Object.values(current)) {
                pending.push([member, level + 1]);
            }
        }
    }
    return false;
}
