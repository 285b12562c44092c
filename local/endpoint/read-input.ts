import { AwsError } from "../aws-error";
import type { ScalarShape, Shape } from "./shape";

/** What numbers may be in JSON that JSON has no numbers for: https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html */
const namedNumbers = ["NaN", "Infinity", "-Infinity"];

/**
 * An operation's input as the caller's JSON or CBOR has it, once its values have the types of `shape`. Members that are
 * null are left out: to AWS, they are absent. Members that the shape does not have stay as they are.
 *
 * @param at where in the input `value` stands
 * @throws AwsError `SerializationException` for a value of another type
 */
export function readInput(value: unknown, shape: Shape, at = ""): unknown {
    if (typeof shape === "string") {
        return readScalar(value, shape, at);
    }
    if (shape.kind === "list") {
        return Array.isArray(value)
            ? value.map((item, index) => readInput(item, shape.of, `${at}[${index}]`))
            : refuse(at, "a list");
    }
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
        return refuse(at, "an object");
    }
    const present = Object.entries(value).filter(([, member]) => member !== null);
    const read = present.map(([name, member]) => {
        const shapeOfMember = shape.kind === "map" ? shape.of : memberOf(shape.members, name);
        const path = at === "" ? name : `${at}.${name}`;
        return [name, shapeOfMember === undefined ? (member as unknown) : readInput(member, shapeOfMember, path)];
    });
    return Object.fromEntries(read);
}

function memberOf(members: Readonly<Record<string, Shape>>, name: string): Shape | undefined {
    return Object.hasOwn(members, name) ? members[name] : undefined;
}

function readScalar(value: unknown, shape: ScalarShape, at: string): unknown {
    const type = shape === "timestamp" ? "number" : shape;
    if (type === "number" && typeof value === "string" && namedNumbers.includes(value)) {
        return Number(value);
    }
    return typeof value === type ? value : refuse(at, `a ${type}`);
}

function refuse(at: string, wanted: string): never {
    throw new AwsError("SerializationException", `${at === "" ? "The request's body" : at} must be ${wanted}.`);
}
