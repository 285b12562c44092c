/** One step of a path: a member's name, an element's index, or all of either. */
type Step = string | number | typeof everything;

const everything = Symbol("*");

const step = /\.([^.[\]]+)|\[\s*(?:'([^']*)'|"([^"]*)"|(\d+)|(\*))\s*\]/y;

/**
 * Reads the JSON path `path`, in the syntax that EventBridge supports: dots, brackets, indices and `*`
 * (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html).
 *
 * @returns what finds the value in an event (undefined when it is not there; a list for a path with `*`), or undefined
 * when `path` is none
 */
export function compileJsonPath(path: string): ((event: unknown) => unknown) | undefined {
    const steps = parse(path);
    if (steps === undefined) {
        return undefined;
    }
    const many = steps.includes(everything);
    return (event) => {
        const found = steps.reduce<unknown[]>(
            (values, next) => values.flatMap((value) => takeStep(value, next)),
            [event],
        );
        return many ? found : found[0];
    };
}

function parse(path: string): Step[] | undefined {
    if (!path.startsWith("$")) {
        return undefined;
    }
    const steps: Step[] = [];
    step.lastIndex = 1;
    while (step.lastIndex < path.length) {
        const match = step.exec(path);
        if (match === null) {
            return undefined;
        }
        const [, dotted, single, double, index, star] = match;
        if (star !== undefined || dotted === "*") {
            steps.push(everything);
        } else {
            steps.push(index === undefined ? (dotted ?? single ?? double ?? "") : Number(index));
        }
    }
    return steps;
}

/** The values one step further, each in a list of its own, so that arrays stay whole. */
function takeStep(value: unknown, next: Step): unknown[] {
    if (typeof value !== "object" || value === null) {
        return [];
    }
    if (next === everything) {
        return Object.values(value) as unknown[];
    }
    const fits = Array.isArray(value) === (typeof next === "number");
    return fits && Object.hasOwn(value, next) ? [(value as Record<string, unknown>)[next]] : [];
}
