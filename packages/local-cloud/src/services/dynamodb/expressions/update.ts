import type { AttributeValue } from "../attribute-value";
import { checkApart, type Path } from "./path";
import type { ExpressionReader } from "./reader";

/** What a SET clause makes an attribute. */
export type UpdateValue =
    | { path: Path }
    | { value: AttributeValue }
    | { operator: "+" | "-" | "if_not_exists" | "list_append"; operands: [UpdateValue, UpdateValue] };

export type UpdateAction =
    | { type: "set"; path: Path; value: UpdateValue }
    | { type: "remove"; path: Path }
    | { type: "add" | "delete"; path: Path; value: AttributeValue };

/** The sections, and the types of the values that ADD and DELETE take. */
const sections = { SET: [], REMOVE: [], ADD: ["N", "SS", "NS", "BS"], DELETE: ["SS", "NS", "BS"] } as const;

type Section = keyof typeof sections;

/**
 * An update's actions, in the order of the expression.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html
 *
 * @throws AwsError `ValidationException`
 */
export function parseUpdate(reader: ExpressionReader): UpdateAction[] {
    const actions: UpdateAction[] = [];
    const read = new Set<string>();
    while (reader.peek() !== undefined) {
        const section = reader.accept(...Object.keys(sections)) as Section | undefined;
        if (section === undefined) {
            reader.failHere();
        } else if (read.has(section)) {
            reader.fail(`The "${section}" section can only be used once in an update expression;`);
        }
        read.add(section);
        actions.push(...reader.list(() => parseAction(section, reader)));
    }
    checkApart(
        reader.name,
        actions.map(({ path }) => path),
    );
    return actions;
}

/** The document paths in an update: those that it writes and those that it reads. */
export function updatePaths(actions: readonly UpdateAction[]): Path[] {
    const read = (value: UpdateValue): Path[] =>
        "path" in value ? [value.path] : "operands" in value ? value.operands.flatMap(read) : [];
    return actions.flatMap((action) => [action.path, ...(action.type === "set" ? read(action.value) : [])]);
}

function parseAction(section: Section, reader: ExpressionReader): UpdateAction {
    const path = reader.path();
    if (section === "SET") {
        reader.expect("=");
        return { type: "set", path, value: parseSum(reader) };
    } else if (section === "REMOVE") {
        return { type: "remove", path };
    }
    const value = reader.value() ?? reader.failHere();
    reader.checkType(section, value, sections[section]);
    return { type: section === "ADD" ? "add" : "delete", path, value };
}

function parseSum(reader: ExpressionReader): UpdateValue {
    const first = reader.accept("(") === undefined ? parseOperand(reader) : closed(parseSum(reader), reader);
    const isSum = "operator" in first && first.operator.length === 1;
    const operator = isSum ? undefined : (reader.accept("+", "-") as "+" | "-" | undefined);
    if (operator === undefined) {
        return first;
    }
    const operands: [UpdateValue, UpdateValue] = [first, parseOperand(reader)];
    operands.forEach((operand) => reader.checkType(operator, valueOf(operand), ["N"]));
    return { operator, operands };
}

function closed(value: UpdateValue, reader: ExpressionReader): UpdateValue {
    reader.expect(")");
    return value;
}

function parseOperand(reader: ExpressionReader): UpdateValue {
    if (reader.accept("(") !== undefined) {
        return closed(parseOperand(reader), reader);
    }
    const call = reader.call(() => parseOperand(reader));
    if (call === undefined) {
        const value = reader.value();
        return value === undefined ? { path: reader.path() } : { value };
    }
    const { name, args } = call;
    const [first, second] = args;
    if (name !== "if_not_exists" && name !== "list_append") {
        reader.fail(`Invalid function name; function: ${name}`);
    } else if (first === undefined || second === undefined || args.length > 2) {
        reader.fail(
            `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ` +
                String(args.length),
        );
    } else if (name === "if_not_exists" && !("path" in first)) {
        reader.fail(`Operator or function requires a document path; operator or function: ${name}`);
    } else if (name === "list_append") {
        args.forEach((operand) => reader.checkType(name, valueOf(operand), ["L"]));
    }
    return { operator: name, operands: [first, second] };
}

function valueOf(operand: UpdateValue): AttributeValue | undefined {
    return "value" in operand ? operand.value : undefined;
}
