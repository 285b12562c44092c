import { matchesWildcard } from "../iam/wildcard";
import { type Filter, compileExpression } from "./line-filter";
import { invalidFilterPattern, type Token, tokenize } from "./selector-token";

type Test = (line: unknown) => boolean;

/**
 * A selector of JSON lines: `{ $.level = "ERROR" && ($.latency > 100 || $.id = abc*) }`, `{ $.a IS TRUE }`,
 * `{ $.a[0].b NOT EXISTS }`.
 *
 * @throws AwsError `InvalidParameterException`
 */
export function parseSelector(pattern: string): Filter {
    const inner = /^\{(.*)\}$/s.exec(pattern)?.[1];
    if (inner === undefined) {
        throw invalidFilterPattern(pattern);
    }
    const test = new Parser(tokenize(inner, pattern), pattern).whole();
    return (message) => {
        try {
            const line: unknown = JSON.parse(message);
            return typeof line === "object" && line !== null && test(line);
        } catch {
            // Lines that are no JSON match no selector.
            return false;
        }
    };
}

class Parser {
    private at = 0;

    constructor(
        private readonly tokens: readonly Token[],
        private readonly pattern: string,
    ) {}

    whole(): Test {
        const test = this.any();
        return this.at === this.tokens.length ? test : this.refuse();
    }

    private any(): Test {
        const tests = [this.all()];
        while (this.skip("||")) {
            tests.push(this.all());
        }
        return (line) => tests.some((test) => test(line));
    }

    private all(): Test {
        const tests = [this.comparison()];
        while (this.skip("&&")) {
            tests.push(this.comparison());
        }
        return (line) => tests.every((test) => test(line));
    }

    private comparison(): Test {
        if (this.skip("(")) {
            const test = this.any();
            return this.skip(")") ? test : this.refuse();
        }
        const path = this.tokens[this.at++];
        if (path?.kind !== "path") {
            return this.refuse();
        }
        const selectValues = (line: unknown) => select([line], path.steps);
        const keyword = this.keyword();
        switch (keyword) {
            case "EXISTS":
                return (line) => selectValues(line).length > 0;
            case "NOT EXISTS":
                return (line) => selectValues(line).length === 0;
            case "IS NULL":
                return (line) => selectValues(line).some((value) => value === null);
            case "IS TRUE":
                return (line) => selectValues(line).some((value) => value === true);
            case "IS FALSE":
                return (line) => selectValues(line).some((value) => value === false);
            default: {
                const test = this.operator();
                return (line) => selectValues(line).some(test);
            }
        }
    }

    /** `IS NULL`, `NOT EXISTS`, …, in any case; undefined when an operator comes. */
    private keyword(): string | undefined {
        const words: string[] = [];
        for (let token = this.tokens[this.at]; token?.kind === "word"; token = this.tokens[this.at]) {
            words.push(token.text.toUpperCase());
            this.at++;
        }
        return words.length === 0 ? undefined : words.join(" ");
    }

    private operator(): (value: unknown) => boolean {
        const symbol = this.tokens[this.at++];
        const wanted = this.tokens[this.at++];
        if (symbol?.kind !== "symbol" || wanted === undefined || wanted.kind === "path" || wanted.kind === "symbol") {
            return this.refuse();
        }
        const number = wanted.kind === "word" ? Number(wanted.text) : NaN;
        switch (symbol.text) {
            case "=":
                return equality(wanted, number);
            case "!=": {
                const equals = equality(wanted, number);
                return (value) => !equals(value);
            }
            case "<":
                return (value) => typeof value === "number" && value < number;
            case "<=":
                return (value) => typeof value === "number" && value <= number;
            case ">":
                return (value) => typeof value === "number" && value > number;
            case ">=":
                return (value) => typeof value === "number" && value >= number;
            default:
                return this.refuse();
        }
    }

    private skip(symbol: string): boolean {
        const token = this.tokens[this.at];
        const found = token?.kind === "symbol" && token.text === symbol;
        this.at += found ? 1 : 0;
        return found;
    }

    private refuse(): never {
        throw invalidFilterPattern(this.pattern);
    }
}

function equality(wanted: Token & { text: string }, number: number): (value: unknown) => boolean {
    if (wanted.kind === "expression") {
        const matches = compileExpression(wanted.text);
        return (value) => typeof value === "string" && matches(value);
    }
    return (value) =>
        typeof value === "number"
            ? value === number
            : (typeof value === "string" || typeof value === "boolean") && matchesWildcard(wanted.text, String(value));
}

/** What stands at the path in each of `values`. */
function select(values: readonly unknown[], [step, ...rest]: readonly string[]): unknown[] {
    if (step === undefined) {
        return [...values];
    }
    const next = values.flatMap((value) => {
        if (typeof value !== "object" || value === null) {
            return [];
        }
        if (step === "*") {
            return Object.values(value) as unknown[];
        }
        return Object.hasOwn(value, step) ? [(value as Record<string, unknown>)[step]] : [];
    });
    return select(next, rest);
}
