import { InvalidPattern } from "./invalid-pattern";
import { JsonSource } from "./json-source";

const whitespace = /[ \t\r\n]*/y;

/** A place in a JSON text that moves on as the text is read. */
export class JsonCursor {
    /** In UTF-16 code units, from 0. */
    position = 0;
    private readonly source: JsonSource;

    constructor(private readonly text: string) {
        this.source = new JsonSource(text);
    }

    /** The character here; undefined at the text's end. */
    get character(): string | undefined {
        return this.text[this.position];
    }

    /** The text from `start` up to here. */
    since(start: number): string {
        return this.text.slice(start, this.position);
    }

    /** What the sticky `expression` matches here, `""` when nothing; moves behind it. */
    match(expression: RegExp): string {
        expression.lastIndex = this.position;
        const text = expression.exec(this.text)?.[0] ?? "";
        this.position += text.length;
        return text;
    }

    skipWhitespace(): void {
        this.match(whitespace);
    }

    /** In AWS's words, where `offset` is. */
    describe(offset: number): string {
        return this.source.describe(offset);
    }

    /** Rejects the pattern, naming this place. @throws InvalidPattern */
    fail(reason: string): never {
        throw new InvalidPattern(`${reason}\n at ${this.describe(this.position)}`);
    }

    /** Rejects the pattern for the character here. @throws InvalidPattern */
    unexpected(expectation: string, where = ""): never {
        const { character } = this;
        if (character === undefined) {
            return this.fail("Unexpected end-of-input");
        }
        return this.fail(`Unexpected character (${describeCharacter(character)})${where}: ${expectation}`);
    }
}

/** As Jackson names a character in its messages. */
export function describeCharacter(character: string): string {
    const code = character.charCodeAt(0);
    if (code < 32) {
        return `(CTRL-CHAR, code ${code})`;
    }
    return `'${character}' (code ${code}${code > 255 ? ` / 0x${code.toString(16)}` : ""})`;
}
