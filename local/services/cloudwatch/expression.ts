import { invalidValue } from "./errors";

/** A time series: values by seconds since the epoch. */
export type Points = Map<number, number>;
type Value = Points | number;

const binary: Readonly<Record<string, (a: number, b: number) => number>> = {
    "+": (a, b) => a + b,
    "-": (a, b) => a - b,
    "*": (a, b) => a * b,
    "/": (a, b) => a / b,
};
const precedence: readonly (readonly string[])[] = [
    ["+", "-"],
    ["*", "/"],
];

/**
 * A metric math expression: arithmetic over numbers and other queries, and `FILL(id, number)`. A point of the result
 * is where all series have one; a division by zero gives none.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 *
 * @param pointsOf the series of another query, by its Id
 * @throws AwsError `InvalidParameterValueException` for what is not an expression or is one that is not supported
 */
export function evaluateExpression(expression: string, pointsOf: (id: string) => Points): Points {
    const tokens = expression.match(/[A-Za-z_]\w*|\d+(?:\.\d+)?(?:e[+-]?\d+)?|\S/gi) ?? [];
    const parser = new Parser(expression, tokens, pointsOf);
    const value = parser.whole();
    if (typeof value === "number") {
        throw invalidValue(`Error in expression "${expression}": it must have at least one time series.`);
    }
    return value;
}

class Parser {
    private at = 0;

    constructor(
        private readonly expression: string,
        private readonly tokens: readonly string[],
        private readonly pointsOf: (id: string) => Points,
    ) {}

    whole(): Value {
        const value = this.sum(0);
        return this.at === this.tokens.length ? value : this.refuse();
    }

    private sum(level: number): Value {
        const operators = precedence[level];
        if (operators === undefined) {
            return this.operand();
        }
        let left = this.sum(level + 1);
        for (;;) {
            const operator = this.tokens[this.at] ?? "";
            const apply = binary[operator];
            if (apply === undefined || !operators.includes(operator)) {
                return left;
            }
            this.at++;
            left = combine(left, this.sum(level + 1), apply);
        }
    }

    private operand(): Value {
        const token = this.tokens[this.at++] ?? "";
        if (token === "(") {
            const value = this.sum(0);
            this.expect(")");
            return value;
        }
        if (token === "-") {
            return combine(0, this.operand(), (a, b) => a - b);
        }
        if (/^\d/.test(token)) {
            return Number(token);
        }
        if (token === "FILL" && this.tokens[this.at] === "(") {
            return this.fill();
        }
        return /^[a-z]/.test(token) && this.tokens[this.at] !== "(" ? this.pointsOf(token) : this.refuse();
    }

    /** Of a series, in the periods that some query of this request has: what is missing becomes the number. */
    private fill(): Value {
        this.expect("(");
        const series = this.sum(0);
        this.expect(",");
        const filler = this.sum(0);
        this.expect(")");
        if (typeof series === "number" || typeof filler !== "number") {
            return this.refuse();
        }
        const filled: Points = new Map(series);
        const ids = this.tokens.filter((token, index) => /^[a-z]/.test(token) && this.tokens[index + 1] !== "(");
        for (const id of ids) {
            for (const at of this.pointsOf(id).keys()) {
                filled.set(at, filled.get(at) ?? filler);
            }
        }
        return filled;
    }

    private expect(token: string): void {
        if (this.tokens[this.at++] !== token) {
            this.refuse();
        }
    }

    private refuse(): never {
        throw invalidValue(
            `Error in expression "${this.expression}": the local cloud knows + - * / ( ), numbers, Ids of queries and FILL.`,
        );
    }
}

function combine(left: Value, right: Value, apply: (a: number, b: number) => number): Value {
    if (typeof left === "number" && typeof right === "number") {
        return apply(left, right);
    }
    const result: Points = new Map();
    const times = typeof left === "number" ? (right as Points).keys() : left.keys();
    for (const at of times) {
        const a = typeof left === "number" ? left : left.get(at);
        const b = typeof right === "number" ? right : right.get(at);
        const value = a === undefined || b === undefined ? NaN : apply(a, b);
        if (Number.isFinite(value)) {
            result.set(at, value);
        }
    }
    return result;
}
