import { InvalidPattern } from "./invalid-pattern";

const form = /^-?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/**
 * The number that `literal` (JSON) denotes, when a double holds it without loss. AWS compares numbers as doubles, and
 * only such ones (aws/event-ruler 2.0, `ComparableNumber`).
 *
 * @throws InvalidPattern when a double cannot hold it
 */
export function comparableNumber(literal: string): number {
    const value = Number(literal);
    if (!Number.isFinite(value) || magnitude(literal) !== magnitude(String(value))) {
        throw new InvalidPattern(`Cannot compare number : ${literal}`);
    }
    return value;
}

/** `literal` without its sign, in one spelling for each number: `1.50e1` and `15` are both `15e0`. */
function magnitude(literal: string): string {
    const [, whole = "", fraction = "", exponent = "0"] = form.exec(literal) ?? [];
    const digits = (whole + fraction).replace(/^0+/, "");
    const significant = digits.replace(/0+$/, "");
    if (significant === "") {
        return "0";
    }
    return `${significant}e${Number(exponent) - fraction.length + digits.length - significant.length}`;
}
