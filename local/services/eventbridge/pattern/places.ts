import type { Places } from "./event-fields";

/**
 * Where leaves at `one` and at `other` stand together; undefined when that is in different elements of one array, which
 * AWS does not take for one match (aws/event-ruler, `ArrayMembership.checkArrayConsistency`).
 */
export function together(one: Places, other: Places): Places | undefined {
    if (one.length === 0 || one === other) {
        return other;
    }
    if (other.length === 0) {
        return one;
    }
    const result: number[] = [];
    let left = 0;
    let right = 0;
    while (left < one.length || right < other.length) {
        const leftArray = one[left] ?? Infinity;
        const rightArray = other[right] ?? Infinity;
        const from = leftArray <= rightArray ? one : other;
        const at = leftArray <= rightArray ? left : right;
        if (leftArray === rightArray && one[left + 1] !== other[right + 1]) {
            return undefined;
        }
        result.push(from[at] as number, from[at + 1] as number);
        left += leftArray <= rightArray ? 2 : 0;
        right += rightArray <= leftArray ? 2 : 0;
    }
    return result;
}

/** The part of `places` that is in `arrays`. */
export function within(places: Places, arrays: ReadonlySet<number>): Places {
    return places.filter((_, index) => arrays.has(places[index - (index % 2)] as number));
}
