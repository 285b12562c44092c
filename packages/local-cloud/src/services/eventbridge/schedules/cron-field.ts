/** What a field's numbers may be, and the names that stand for them, the first for `from`. */
export interface FieldRange {
    from: number;
    to: number;
    names?: readonly string[];
}

/**
 * The numbers that a field of a cron expression selects, in order: `*`, `5`, `1-5`, `0/15`, `MON-FRI`, or several of these
 * separated by commas. Undefined when it is none.
 */
export function readField(text: string, range: FieldRange): number[] | undefined {
    const selected = new Set<number>();
    for (const part of text.split(",")) {
        const [, span = "", step] = /^([^/]+)(?:\/([1-9]\d*))?$/.exec(part) ?? [];
        const [first, last] = readSpan(span, range, step !== undefined);
        if (first === undefined || last === undefined || first > last) {
            return undefined;
        }
        for (let number = first; number <= last; number += Number(step ?? 1)) {
            selected.add(number);
        }
    }
    return [...selected].sort((a, b) => a - b);
}

function readSpan(span: string, range: FieldRange, stepped: boolean): (number | undefined)[] {
    if (span === "*") {
        return [range.from, range.to];
    }
    const [from = "", to, ...more] = span.split("-");
    const first = readNumber(from, range);
    if (to === undefined) {
        return [first, stepped ? range.to : first];
    }
    return more.length === 0 ? [first, readNumber(to, range)] : [];
}

/** A number or a name of the range. */
function readNumber(text: string, { from, to, names = [] }: FieldRange): number | undefined {
    const named = names.indexOf(text.toUpperCase());
    const number = named >= 0 ? from + named : /^\d+$/.test(text) ? Number(text) : NaN;
    return number >= from && number <= to ? number : undefined;
}
