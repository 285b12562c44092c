import { InvalidPattern } from "./invalid-pattern";

/** A wildcard pattern: texts with anything between each two. One text alone has no wildcard in it. */
export type Wildcard = readonly [string, ...string[]];

/**
 * Splits `text` at its `*`; `\*` and `\\` stand for themselves
 * (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html#eb-filtering-wildcard-matching).
 *
 * @throws InvalidPattern
 */
export function parseWildcard(text: string): Wildcard {
    const parts: [string, ...string[]] = [""];
    let part = "";
    for (let index = 0; index < text.length; index++) {
        const character = text[index] as string;
        const next = text[index + 1];
        if (character === "*") {
            if (next === "*") {
                throw new InvalidPattern(`Consecutive wildcard characters at pos ${quotedBytes(text, index)}`);
            }
            parts[parts.length - 1] = part;
            parts.push("");
            part = "";
        } else if (character === "\\") {
            if (next !== "*" && next !== "\\") {
                throw new InvalidPattern(`Invalid escape character at pos ${quotedBytes(text, index)}`);
            }
            part += next;
            index++;
        } else {
            part += character;
        }
    }
    parts[parts.length - 1] = part;
    return parts;
}

/** Whether a string is `wildcard`, in time linear in the two for one that has each text rarely. */
export function matchesWildcard(wildcard: Wildcard): (value: string) => boolean {
    const first = wildcard[0];
    if (wildcard.length === 1) {
        return (value) => value === first;
    }
    const last = wildcard[wildcard.length - 1] as string;
    const between = wildcard.slice(1, -1);
    return (value) => {
        if (value.length < first.length + last.length || !value.startsWith(first) || !value.endsWith(last)) {
            return false;
        }
        const end = value.length - last.length;
        let position = first.length;
        for (const part of between) {
            const found = value.indexOf(part, position);
            if (found < 0 || found + part.length > end) {
                return false;
            }
            position = found + part.length;
        }
        return true;
    };
}

/** Where AWS says that a fault is: in the UTF-8 bytes of the quoted text. */
function quotedBytes(text: string, index: number): number {
    return Buffer.byteLength(text.slice(0, index)) + 1;
}
