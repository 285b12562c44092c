import { type AttributeType, type AttributeValue, readType } from "../attribute-value";
import { validationError } from "../validation-error";
import type { Path } from "./path";
import type { Placeholders } from "./placeholders";
import { isReserved } from "./reserved-words";

/** A name or keyword, `#name`, `:value`, a list's index, an operator; anything else is an error. */
const token = /\s*([a-z_]\w*|[#:]\w+|\d+|<>|<=|>=|[-=<>()[\].,+]|\S)/giy;

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html, in bytes */
const maxExpression = 4096;

/**
 * Reads an expression from left to right, token by token.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.Attributes.html
 */
export class ExpressionReader {
    private readonly tokens: string[];
    private at = 0;

    /**
     * @param name the parameter's: `FilterExpression`
     * @throws AwsError `ValidationException` when `text` is empty or too long
     */
    constructor(
        readonly name: string,
        text: string,
        private readonly placeholders: Placeholders,
    ) {
        this.tokens = [...text.matchAll(token)].map(([, found = ""]) => found);
        if (this.tokens.length === 0) {
            this.fail("The expression can not be empty;");
        } else if (Buffer.byteLength(text) > maxExpression) {
            this.fail("Expression size has exceeded the maximum allowed size;");
        }
    }

    /** The next token, or one further on; undefined behind the last. */
    peek(ahead = 0): string | undefined {
        return this.tokens[this.at + ahead];
    }

    /** Whether the next token is a keyword or sign, in any case; if so, it is read. */
    accept(...expected: string[]): string | undefined {
        const found = expected.find((each) => each === this.peek()?.toUpperCase());
        this.at += found === undefined ? 0 : 1;
        return found;
    }

    expect(expected: string): void {
        if (this.accept(expected) === undefined) {
            this.failHere();
        }
    }

    /** A comma-separated list of what `read` reads. */
    list<T>(read: () => T): T[] {
        const found = [read()];
        while (this.accept(",") !== undefined) {
            found.push(read());
        }
        return found;
    }

    /** The name of the function that a `(` follows, and its arguments; undefined when there is none. */
    call<T>(argument: () => T): { name: string; args: T[] } | undefined {
        const name = this.peek();
        if (name === undefined || !/^[a-z_]/i.test(name) || this.peek(1) !== "(") {
            return undefined;
        }
        this.at += 2;
        const args = this.list(argument);
        this.expect(")");
        return { name, args };
    }

    /** A value's placeholder, if one is next. */
    value(): AttributeValue | undefined {
        const next = this.peek();
        if (next?.startsWith(":") !== true) {
            return undefined;
        }
        this.at++;
        return this.placeholders.value(next, this.name);
    }

    path(): Path {
        const path: [string, ...(string | number)[]] = [this.attributeName()];
        for (;;) {
            if (this.accept(".") !== undefined) {
                path.push(this.attributeName());
            } else if (this.accept("[") !== undefined) {
                const index = this.next();
                path.push(/^\d/.test(index) ? Number(index) : this.failHere(-1));
                this.expect("]");
            } else {
                return path;
            }
        }
    }

    /** Refuses what follows the expression's end. */
    end(): void {
        if (this.peek() !== undefined) {
            this.failHere();
        }
    }

    fail(reason: string): never {
        throw validationError(`Invalid ${this.name}: ${reason}`);
    }

    /** Refuses an operand whose type is known already, where it is none of `types`. */
    checkType(name: string, value: AttributeValue | undefined, types: readonly AttributeType[]): void {
        if (value !== undefined && !types.includes(readType(value))) {
            this.fail(
                "Incorrect operand type for operator or function; " +
                    `operator or function: ${name}, operand type: ${readType(value)}`,
            );
        }
    }

    failHere(ahead = 0): never {
        this.fail(`Syntax error; token: ${JSON.stringify(this.peek(ahead) ?? "<EOF>")}`);
    }

    private attributeName(): string {
        const name = this.next();
        if (name.startsWith("#")) {
            return this.placeholders.name(name, this.name);
        } else if (!/^[a-z_]/i.test(name)) {
            this.failHere(-1);
        } else if (isReserved(name)) {
            this.fail(`Attribute name is a reserved keyword; reserved keyword: ${name}`);
        }
        return name;
    }

    private next(): string {
        return this.tokens[this.at++] ?? this.failHere(-1);
    }
}
