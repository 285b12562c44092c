import type { EventFields, Leaf, Places } from "./event-fields";

/** A field, with the number of its path among those of `EventFields`, and its own number among a pattern's fields. */
export interface NumberedField {
    readonly path: number;
    readonly number: number;
    readonly matches: (value: Leaf["value"]) => boolean;
    readonly mayBeAbsent: boolean;
}

const nowhere: Places = [];

/** Matches one event with the alternatives of one pattern. */
export class AlternativeMatcher {
    /** By field: the places of the leaves that match it. */
    private readonly found: (ReadonlySet<Places> | undefined)[] = [];

    constructor(private readonly event: EventFields) {}

    /**
     * Whether each of `fields` has a leaf that matches it, all of them at places that go together. A field that may be
     * absent is so when no leaf of it goes together with those of the fields before it (aws/event-ruler, `ACFinder`).
     */
    matches(fields: readonly NumberedField[]): boolean {
        return this.event.hasPlaces ? this.matchesTogether(fields) : fields.every((field) => this.matchesAlone(field));
    }

    /** Whether a leaf matches `field`, in an event where none has places. */
    private matchesAlone(field: NumberedField): boolean {
        const leaves = this.event.leaves[field.path];
        return leaves === undefined ? field.mayBeAbsent : leaves.some(({ value }) => field.matches(value));
    }

    private matchesTogether(fields: readonly NumberedField[]): boolean {
        if (fields.some((field) => !field.mayBeAbsent && this.candidates(field).size === 0)) {
            return false;
        }
        const arraysAfter = this.arraysAfter(fields);
        // Choices that leave the fields after them the same choice are one: arrays that do not matter any more cannot
        // multiply the work.
        const failed = new Set<string>();
        const search = (index: number, places: Places): boolean => {
            const field = fields[index];
            if (field === undefined) {
                return true;
            }
            const key = `${index}:${places.join()}`;
            if (failed.has(key)) {
                return false;
            }
            failed.add(key);
            const goOn = (next: Places) => search(index + 1, within(next, arraysAfter[index] as ReadonlySet<number>));
            for (const candidate of this.candidates(field)) {
                const next = together(places, candidate);
                if (next !== undefined && goOn(next)) {
                    return true;
                }
            }
            return field.mayBeAbsent && this.isAbsent(field, places) && goOn(places);
        };
        return search(0, nowhere);
    }

    /** For each of `fields`, the arrays in which leaves of the fields after it stand. */
    private arraysAfter(fields: readonly NumberedField[]): ReadonlySet<number>[] {
        const result: ReadonlySet<number>[] = [];
        let after: ReadonlySet<number> = new Set();
        for (let index = fields.length - 1; index >= 0; index--) {
            result[index] = after;
            after = new Set([...after, ...this.findArrays(fields[index] as NumberedField)]);
        }
        return result;
    }

    private findArrays(field: NumberedField): ReadonlySet<number> {
        const arrays = new Set<number>();
        for (const { places } of this.event.leaves[field.path] ?? []) {
            // A leaf's innermost array, the last, tells which all of its arrays are.
            if (places.length > 0 && !arrays.has(places[places.length - 2] as number)) {
                places.forEach((array, at) => at % 2 === 0 && arrays.add(array));
            }
        }
        return arrays;
    }

    private candidates(field: NumberedField): ReadonlySet<Places> {
        const known = this.found[field.number];
        if (known !== undefined) {
            return known;
        }
        const matching = (this.event.leaves[field.path] ?? []).filter(({ value }) => field.matches(value));
        // Leaves that stand at the same places share one object.
        return (this.found[field.number] = new Set(matching.map(({ places }) => places)));
    }

    private isAbsent(field: NumberedField, places: Places): boolean {
        const leaves = this.event.leaves[field.path] ?? [];
        return leaves.every((leaf) => together(places, leaf.places) === undefined);
    }
}

/**
 * Where leaves at `one` and at `other` stand together; undefined when that is in different elements of one array, which
 * AWS does not take for one match (aws/event-ruler, `ArrayMembership.checkArrayConsistency`).
 */
function together(one: Places, other: Places): Places | undefined {
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
function within(places: Places, arrays: ReadonlySet<number>): Places {
    return places.filter((_, index) => arrays.has(places[index - (index % 2)] as number));
}
