import type { AttributeValue, Item } from "../attribute-value";
import { checkApart, type Path } from "./path";
import type { ExpressionReader } from "./reader";

/** What is wanted of a map or a list, by name or index; of a value that is wanted whole, nothing more. */
type Selection = Map<string | number, Selection>;

/**
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ProjectionExpressions.html
 * @throws AwsError `ValidationException`
 */
export function parseProjection(reader: ExpressionReader): Path[] {
    const paths = reader.list(() => reader.path());
    checkApart(reader.name, paths);
    return paths;
}

/**
 * What `item` has at `paths`, each part where it was; a list with the chosen members alone, in their order. Names are
 * looked up among what the item has itself, so that `constructor` and `__proto__` are attributes like others.
 */
export function project(paths: readonly Path[], item: Item): Item {
    const selection: Selection = new Map();
    for (const path of paths) {
        let at = selection;
        for (const step of path) {
            const next = at.get(step) ?? (new Map() as Selection);
            at.set(step, next);
            at = next;
        }
    }
    return selectMembers(item, selection);
}

function select(value: AttributeValue | undefined, selection: Selection): AttributeValue | undefined {
    if (selection.size === 0) {
        return value;
    } else if (value?.M !== undefined) {
        const M = selectMembers(value.M, selection);
        return Object.keys(M).length > 0 ? { M } : undefined;
    } else if (value?.L !== undefined) {
        const { L: list } = value;
        const L = [...selection]
            .sort(([one], [other]) => Number(one) - Number(other))
            .flatMap(([index, inner]) => (typeof index === "number" ? (select(list[index], inner) ?? []) : []));
        return L.length > 0 ? { L } : undefined;
    }
    return undefined;
}

function selectMembers(map: Item, selection: Selection): Item {
    const members: [string, AttributeValue][] = [];
    for (const [name, inner] of selection) {
        const member = typeof name === "string" && Object.hasOwn(map, name) ? select(map[name], inner) : undefined;
        if (member !== undefined) {
            members.push([String(name), member]);
        }
    }
    return Object.fromEntries(members);
}
