import { type AttributeValue, type Item, readSet } from "../attribute-value";
import { addNumbers } from "../decimal";
import { validationError } from "../validation-error";
import { type Path, readMember, valueAt } from "./path";
import type { UpdateAction, UpdateValue } from "./update";

const wrongType = "An operand in the update expression has an incorrect data type";

/**
 * What an update makes of `item`, which stays as it is. Paths and operands name what the item was: values are resolved
 * first, removals come last, and of a list's members the last first, so that no action moves what another names.
 *
 * @throws AwsError `ValidationException`
 */
export function applyUpdate(actions: readonly UpdateAction[], item: Item): Item {
    const steps = actions.map((action) => ({
        path: action.path,
        removes: action.type === "remove" || action.type === "delete",
        change: prepareChange(action, item),
    }));
    const additions = steps.filter(({ removes }) => !removes).sort(inListOrder);
    const removals = steps.filter(({ removes }) => removes).sort((one, other) => inListOrder(other, one));
    const after = [...additions, ...removals].reduce<AttributeValue>(
        (value, { path, change }) => withChange(value, path, change),
        { M: item },
    );
    return after.M ?? {};
}

/** By the first step in which the paths differ: indexes by their values. */
function inListOrder(one: { path: Path }, other: { path: Path }): number {
    const depth = one.path.findIndex((step, at) => step !== other.path[at]);
    const [mine = "", theirs = ""] = [one.path[depth], other.path[depth]];
    if (typeof mine === "number" && typeof theirs === "number") {
        return mine - theirs;
    }
    return Number(mine > theirs) - Number(mine < theirs);
}

/** What an attribute is, undefined where there is none, to what it becomes. */
type Change = (before: AttributeValue | undefined) => AttributeValue | undefined;

function prepareChange(action: UpdateAction, item: Item): Change {
    switch (action.type) {
        case "set": {
            const value = resolve(action.value, item);
            return () => value;
        }
        case "remove":
            return () => undefined;
        case "add":
            return (before) => add(before, action.value);
        case "delete":
            return (before) => before && withoutMembers(before, action.value);
    }
}

function add(before: AttributeValue | undefined, value: AttributeValue): AttributeValue {
    if (before === undefined) {
        return value;
    } else if (value.N !== undefined && before.N !== undefined) {
        return { N: addNumbers(before.N, value.N) };
    }
    const [type, members, more] = pairSets(before, value);
    return { [type]: [...new Set([...members, ...more])] };
}

function withoutMembers(before: AttributeValue, value: AttributeValue): AttributeValue | undefined {
    const [type, members, gone] = pairSets(before, value);
    const left = members.filter((member) => !gone.includes(member));
    return left.length > 0 ? { [type]: left } : undefined;
}

function pairSets(before: AttributeValue, value: AttributeValue): [type: string, members: string[], others: string[]] {
    const [set, other] = [readSet(before), readSet(value)];
    if (set === undefined || set.type !== other?.type) {
        throw validationError(wrongType);
    }
    return [set.type, set.members, other.members];
}

function resolve(value: UpdateValue, item: Item): AttributeValue {
    if ("value" in value) {
        return value.value;
    } else if ("path" in value) {
        const found = valueAt(value.path, item);
        if (found === undefined) {
            throw validationError("The provided expression refers to an attribute that does not exist in the item");
        }
        return found;
    }
    const [first, second] = value.operands;
    if (value.operator === "if_not_exists") {
        return ("path" in first ? valueAt(first.path, item) : undefined) ?? resolve(second, item);
    }
    const [one, other] = [resolve(first, item), resolve(second, item)];
    if (value.operator === "list_append" && one.L !== undefined && other.L !== undefined) {
        return { L: [...one.L, ...other.L] };
    } else if (value.operator !== "list_append" && one.N !== undefined && other.N !== undefined) {
        return { N: addNumbers(one.N, other.N, value.operator === "+" ? 1n : -1n) };
    }
    throw validationError(wrongType);
}

/** A copy of `value` with the change at `path`; what lies beside the path is the same. */
function withChange(value: AttributeValue, path: readonly (string | number)[], change: Change): AttributeValue {
    const [step, ...rest] = path;
    if (typeof step === "string" && value.M !== undefined) {
        const after = changedMember(readMember(value, step), rest, change);
        const { [step]: _, ...others } = value.M;
        return { M: after === undefined ? others : { ...value.M, [step]: after } };
    } else if (typeof step === "number" && value.L !== undefined) {
        const after = changedMember(readMember(value, step), rest, change);
        return { L: value.L.toSpliced(step, 1, ...(after === undefined ? [] : [after])) };
    }
    throw validationError("The document path provided in the update expression is invalid for update");
}

function changedMember(
    member: AttributeValue | undefined,
    rest: readonly (string | number)[],
    change: Change,
): AttributeValue | undefined {
    return rest.length === 0 ? change(member) : withChange(member ?? {}, rest, change);
}
