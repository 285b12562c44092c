/** Where in a value a text must stand. */
type Place = "start" | "end" | "whole";

/**
 * Whether a string has `text` at `place`, whatever the case. As AWS has it (aws/event-ruler, `EqualsIgnoreCaseParser`),
 * each UTF-16 code unit of `text` stands for its lower and its upper case, which may be longer: `ß` finds `ß` and `SS`.
 */
export function ignoringCase(text: string, place: Place): (value: string) => boolean {
    const pattern = text.split("").map(eitherCase).join("");
    const expression = new RegExp((place === "end" ? "" : "^") + pattern + (place === "start" ? "" : "$"));
    return (value) => expression.test(value);
}

function eitherCase(unit: string): string {
    const lower = literal(unit.toLowerCase());
    const upper = literal(unit.toUpperCase());
    return lower === upper ? lower : `(?:${lower}|${upper})`;
}

function literal(text: string): string {
    return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
