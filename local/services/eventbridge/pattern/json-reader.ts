import { InvalidPattern } from "./invalid-pattern";
import { JsonCursor } from "./json-cursor";
import { readNumber, readString } from "./json-literals";

/** What a JSON text consists of; `name` is a member's name in an object, `end` the end of the text. */
export type Token = "{" | "}" | "[" | "]" | "name" | "string" | "number" | "true" | "false" | "null" | "end";

interface Scope {
    kind: "root" | "Object" | "Array";
    /** Where its bracket is. */
    start: number;
    isEmpty: boolean;
}

const anyValue = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
const word = /[\p{ID_Continue}\p{Sc}\u200c\u200d]*/uy;
/** Jackson's limit (`StreamReadConstraints`), and what keeps a recursive reader from running out of stack. */
const deepest = 1000;

/**
 * Reads JSON token by token, as Jackson's `ReaderBasedJsonParser` does, on which AWS's reading of event patterns rests
 * (aws/event-ruler, `JsonRuleCompiler`). A pattern is judged while it is read, so what is wrong first is what is
 * reported, with the place up to which Jackson had read; numbers' texts and repeated names count too. `JSON.parse`
 * gives none of these.
 */
export class JsonReader {
    private readonly cursor: JsonCursor;
    private readonly scopes: Scope[] = [{ kind: "root", start: -1, isEmpty: true }];
    private current = "";
    /** The value after a name, whose start is read together with the name. */
    private ahead: { token: Token; text: string } | undefined;
    /** Whether the current token is a string of which only the opening quote was read. */
    private isOpen = false;

    constructor(json: string) {
        this.cursor = new JsonCursor(json);
    }

    /** Moves to the next token. @throws InvalidPattern when the text is not JSON */
    next(): Token {
        if (this.ahead !== undefined) {
            const { token, text } = this.ahead;
            this.ahead = undefined;
            return this.enter(token, text);
        }
        this.finishString();
        this.cursor.skipWhitespace();
        const { character } = this.cursor;
        if (character === undefined) {
            return this.atEnd();
        }
        return character === "}" || character === "]" ? this.close(character) : this.readEntry();
    }

    /** The current token's text: of a name or string without quotes and escapes, of a number as it is written. */
    text(): string {
        this.finishString();
        return this.current;
    }

    /** Rejects the pattern, naming the place up to which it was read. @throws InvalidPattern */
    fail(reason: string): never {
        return this.cursor.fail(reason);
    }

    /** What `work` returns; a pattern that it rejects is rejected with the place up to which it was read. */
    placing<T>(work: () => T): T {
        try {
            return work();
        } catch (error) {
            throw error instanceof InvalidPattern ? this.fail(error.reason) : error;
        }
    }

    private get scope(): Scope {
        return this.scopes[this.scopes.length - 1] as Scope;
    }

    private readEntry(): Token {
        const { scope, cursor } = this;
        if (!scope.isEmpty && scope.kind !== "root") {
            this.skip(",", `was expecting comma to separate ${scope.kind} entries`);
        }
        scope.isEmpty = false;
        if (scope.kind !== "Object") {
            const { token, text } = this.readValue();
            return this.enter(token, text);
        }
        if (cursor.character !== '"') {
            cursor.unexpected("was expecting double-quote to start field name");
        }
        cursor.position++;
        const name = readString(cursor, true);
        cursor.skipWhitespace();
        this.skip(":", "was expecting a colon to separate field name and value");
        this.ahead = this.readValue();
        return this.enter("name", name);
    }

    /** Reads a value's start: all of a literal or number, a bracket, or a string's opening quote. */
    private readValue(): { token: Token; text: string } {
        const { cursor } = this;
        const start = cursor.character as string;
        if (start === '"' || start === "{" || start === "[") {
            cursor.position++;
            return { token: start === '"' ? "string" : start, text: start };
        }
        if (/[-0-9]/.test(start)) {
            return { token: "number", text: readNumber(cursor) };
        }
        const text = cursor.match(word);
        if (text === "true" || text === "false" || text === "null") {
            return { token: text, text };
        }
        if (text !== "") {
            cursor.fail(`Unrecognized token '${text}': was expecting ${anyValue}`);
        }
        return cursor.unexpected(/[\]}]/.test(start) ? "expected a value" : `expected a valid value ${anyValue}`);
    }

    private enter(token: Token, text: string): Token {
        this.current = text;
        this.isOpen = token === "string";
        if (token === "{" || token === "[") {
            if (this.scopes.length > deepest) {
                const limit = `(${deepest}, from \`StreamReadConstraints.getMaxNestingDepth()\`)`;
                this.fail(`Document nesting depth (${deepest + 1}) exceeds the maximum allowed ${limit}`);
            }
            const kind = token === "{" ? "Object" : "Array";
            this.scopes.push({ kind, start: this.cursor.position - 1, isEmpty: true });
        }
        return token;
    }

    private close(closer: "}" | "]"): Token {
        this.cursor.position++;
        const { kind, start } = this.scope;
        if (kind !== (closer === "}" ? "Object" : "Array")) {
            const expected = closer === "}" ? "]" : "}";
            const opened = `for ${kind} starting at ${this.cursor.describe(start)}`;
            this.fail(`Unexpected close marker '${closer}': expected '${expected}' (${opened})`);
        }
        this.scopes.pop();
        return this.enter(closer, closer);
    }

    private atEnd(): Token {
        const { kind, start } = this.scope;
        if (kind !== "root") {
            const opened = `start marker at ${this.cursor.describe(start)}`;
            this.fail(`Unexpected end-of-input: expected close marker for ${kind} (${opened})`);
        }
        return this.enter("end", "");
    }

    /** Skips `character` and the whitespace behind it; a value or name must follow. */
    private skip(character: string, expectation: string): void {
        const { cursor } = this;
        if (cursor.character === character) {
            cursor.position++;
            cursor.skipWhitespace();
        } else if (cursor.character !== undefined) {
            cursor.unexpected(expectation);
        }
        if (cursor.character === undefined) {
            this.fail(`Unexpected end-of-input within/between ${this.scope.kind} entries`);
        }
    }

    private finishString(): void {
        if (this.isOpen) {
            this.isOpen = false;
            this.current = readString(this.cursor, false);
        }
    }
}
