import type { Scalar } from "./field";

/**
 * Where a leaf stands in the event's arrays: for each array on the way to it, the array's number in this event and the
 * element's index, in order of the arrays' numbers. A leaf that is itself an array's element stands at no place in it.
 */
export type Places = readonly number[];

/** A leaf of an event. */
export interface Leaf {
    readonly value: Scalar;
    readonly places: Places;
}

/** The leaves of an event at some paths. */
export interface EventFields {
    /** By path, in the order of the paths; undefined where there are none. */
    readonly leaves: readonly (readonly Leaf[] | undefined)[];
    /** Whether any of the leaves has places. */
    readonly hasPlaces: boolean;
}

/** What is left to do at a value: the paths that end here, and the names with which others go on. */
interface Step {
    path: number | undefined;
    readonly names: Map<string, Step>;
}

interface Walk {
    readonly leaves: (Leaf[] | undefined)[];
    arrays: number;
    hasPlaces: boolean;
}

const nowhere: Places = [];
/** Real events are far from it; values beyond it match nothing. It keeps the walk from running out of stack. */
const maxDepth = 1000;

/** Finds the leaves of events at `paths`, whose names are joined by dots, without walking through the whole event. */
export class FieldFinder {
    private readonly root: Step;

    constructor(private readonly paths: readonly string[]) {
        this.root = buildSteps(paths);
    }

    find(event: object): EventFields {
        const walk: Walk = {
            leaves: new Array<undefined>(this.paths.length).fill(undefined),
            arrays: 0,
            hasPlaces: false,
        };
        visitObject(event, this.root, nowhere, 0, walk);
        return walk;
    }
}

/**
 * Names in events may have dots in them and count as several then
 * (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html): `a.b.c` is found as `a`, `b`, `c`,
 * and as `a.b`, `c`, and so on.
 */
function buildSteps(paths: readonly string[]): Step {
    const byStart = new Map<string, Step>();
    const stepAt = (start: string): Step => {
        const step = byStart.get(start) ?? { path: undefined, names: new Map<string, Step>() };
        byStart.set(start, step);
        return step;
    };
    const root: Step = { path: undefined, names: new Map() };
    paths.forEach((path, index) => {
        const names = path.split(".");
        for (let from = 0; from < names.length; from++) {
            const step = from === 0 ? root : stepAt(names.slice(0, from).join("."));
            for (let to = from + 1; to <= names.length; to++) {
                step.names.set(names.slice(from, to).join("."), stepAt(names.slice(0, to).join(".")));
            }
        }
        stepAt(path).path = index;
    });
    return root;
}

function visitObject(object: object, step: Step, places: Places, depth: number, walk: Walk): void {
    for (const [name, next] of step.names) {
        if (Object.hasOwn(object, name)) {
            visit((object as Record<string, unknown>)[name], next, places, depth + 1, walk);
        }
    }
}

function visit(value: unknown, step: Step, places: Places, depth: number, walk: Walk): void {
    if (Array.isArray(value)) {
        visitArray(value, step, places, depth, walk);
    } else if (typeof value === "object" && value !== null) {
        visitObject(value, step, places, depth, walk);
    } else {
        addLeaf(value as Scalar, step, places, walk);
    }
}

function visitArray(array: readonly unknown[], step: Step, places: Places, depth: number, walk: Walk): void {
    if (depth > maxDepth) {
        return;
    }
    const number = walk.arrays++;
    array.forEach((element, index) => {
        if (typeof element === "object" && element !== null) {
            visit(element, step, [...places, number, index], depth + 1, walk);
        } else {
            addLeaf(element as Scalar, step, places, walk);
        }
    });
}

function addLeaf(value: Scalar, step: Step, places: Places, walk: Walk): void {
    if (step.path === undefined) {
        return;
    }
    walk.hasPlaces ||= places.length > 0;
    const leaf = { value, places };
    const leaves = walk.leaves[step.path];
    if (leaves === undefined) {
        walk.leaves[step.path] = [leaf];
    } else {
        leaves.push(leaf);
    }
}
