import { describeCharacter, type JsonCursor } from "./json-cursor";

const number = /-?[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]*)?/y;
const escapes = new Map([
    ["b", "\b"],
    ["f", "\f"],
    ["n", "\n"],
    ["r", "\r"],
    ["t", "\t"],
    ['"', '"'],
    ["/", "/"],
    ["\\", "\\"],
]);

/** Reads a number, and gives it as it is written. @throws InvalidPattern */
export function readNumber(cursor: JsonCursor): string {
    const text = cursor.match(number);
    if (text === "") {
        cursor.position++;
        cursor.unexpected("expected digit (0-9) to follow minus sign, for valid numeric value", " in numeric value");
    }
    if (/^-?0[0-9]/.test(text)) {
        cursor.fail("Invalid numeric value: Leading zeroes not allowed");
    }
    if (/\.(?![0-9])/.test(text)) {
        cursor.unexpected("Decimal point not followed by a digit", " in numeric value");
    }
    if (/[eE][+-]?$/.test(text)) {
        cursor.unexpected("Exponent indicator not followed by a digit", " in numeric value");
    }
    return text;
}

/** Reads a string, or a member's name, from behind its opening quote to behind its closing one. @throws InvalidPattern */
export function readString(cursor: JsonCursor, isName: boolean): string {
    let text = "";
    for (let { character } = cursor; character !== '"'; { character } = cursor) {
        if (character === undefined) {
            cursor.fail(
                `Unexpected end-of-input${isName ? " in field name" : ": was expecting closing quote for a string value"}`,
            );
        }
        cursor.position++;
        if (character < " ") {
            const remedy = `has to be escaped using backslash to be included in ${isName ? "name" : "string value"}`;
            cursor.fail(`Illegal unquoted character (${describeCharacter(character)}): ${remedy}`);
        }
        text += character === "\\" ? readEscape(cursor) : character;
    }
    cursor.position++;
    return text;
}

/** Reads on from behind a backslash. */
function readEscape(cursor: JsonCursor): string {
    const { character } = cursor;
    if (character === undefined) {
        cursor.fail("Unexpected end-of-input in character escape sequence");
    }
    cursor.position++;
    if (character === "u") {
        return readCodeUnit(cursor);
    }
    const meaning = escapes.get(character);
    if (meaning === undefined) {
        cursor.fail(`Unrecognized character escape ${describeCharacter(character)}`);
    }
    return meaning;
}

function readCodeUnit(cursor: JsonCursor): string {
    const start = cursor.position;
    while (cursor.position < start + 4) {
        const digit = cursor.character;
        if (digit === undefined) {
            cursor.fail("Unexpected end-of-input in character escape sequence");
        }
        if (!/[0-9a-fA-F]/.test(digit)) {
            cursor.unexpected("expected a hex-digit for character escape sequence");
        }
        cursor.position++;
    }
    return String.fromCharCode(parseInt(cursor.since(start), 16));
}
