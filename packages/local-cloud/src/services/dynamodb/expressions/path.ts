import type { AttributeValue, Item } from "../attribute-value";
import { validationError } from "../validation-error";

/** A document path: the attribute's name, then names of members and indexes of lists. */
export type Path = readonly [string, ...(string | number)[]];

/** The value at a path, of what the item has itself: `toString` is no attribute unless it was put. */
export function valueAt(path: Path, item: Item): AttributeValue | undefined {
    let value: AttributeValue | undefined = { M: item };
    for (const step of path) {
        value = readMember(value, step);
    }
    return value;
}

export function readMember(value: AttributeValue | undefined, step: string | number): AttributeValue | undefined {
    if (typeof step === "number") {
        return value?.L?.[step];
    }
    return value?.M !== undefined && Object.hasOwn(value.M, step) ? value.M[step] : undefined;
}

/**
 * Refuses paths of one expression of which one lies in the other, or which take one place for a map and a list.
 * @throws AwsError `ValidationException`
 */
export function checkApart(expression: string, paths: readonly Path[]): void {
    for (const [index, path] of paths.entries()) {
        for (const before of paths.slice(0, index)) {
            const at = path.findIndex((step, depth) => step !== before[depth]);
            const [mine, other] = [path[at], before[at]];
            const verb = at < 0 || other === undefined ? "overlap" : typeof mine === typeof other ? "" : "conflict";
            if (verb !== "") {
                throw validationError(
                    `Invalid ${expression}: Two document paths ${verb} with each other; must remove or rewrite one of ` +
                        `these paths; path one: ${showPath(before)}, path two: ${showPath(path)}`,
                );
            }
        }
    }
}

/** As AWS shows a path in messages. */
export function showPath(path: Path): string {
    return `[${path.map((step) => (typeof step === "number" ? `[${step}]` : step)).join(", ")}]`;
}
