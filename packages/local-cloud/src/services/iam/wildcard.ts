/** Patterns come from policies, so there are few; the bound is for programs that make new ones for ever. */
const bound = 5_000;
const compiled = new Map<string, RegExp>();

/** Stand for wildcard characters that are meant as themselves; from Unicode's private use area, so in nobody's text. */
const literalStar = "\ue000";
const literalMark = "\ue001";

/** `text` as a part of a pattern that matches nothing but `text`. */
export function literal(text: string): string {
    return text.replaceAll("*", literalStar).replaceAll("?", literalMark);
}

/** The text that was given to `literal`. */
export function plain(text: string): string {
    return text.replaceAll(literalStar, "*").replaceAll(literalMark, "?");
}

/** Whether all of `text` matches `pattern`, where `*` stands for any characters and `?` for exactly one. */
export function matchesWildcard(pattern: string, text: string): boolean {
    if (pattern === "*" || pattern === text) {
        return true;
    }
    if (!/[*?]/.test(pattern)) {
        return plain(pattern) === text;
    }
    let expression = compiled.get(pattern);
    if (expression === undefined) {
        const source = pattern
            .replace(/\*+/g, "*")
            .replace(/[.+^${}()|[\]\\]/g, "\\$&")
            .replace(/\*/g, ".*")
            .replace(/\?/g, ".")
            .replaceAll(literalStar, "\\*")
            .replaceAll(literalMark, "\\?");
        expression = new RegExp(`^${source}$`, "s");
        if (compiled.size >= bound) {
            compiled.clear();
        }
        compiled.set(pattern, expression);
    }
    return expression.test(text);
}

/**
 * Whether `arn` matches `pattern` as ArnLike and ArnEquals do, which are the same: each of the six parts between
 * colons by itself, wildcards allowed in each.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function matchesArn(pattern: string, arn: string): boolean {
    if (pattern === "*") {
        return true;
    }
    const patternParts = arnParts(pattern);
    const parts = arnParts(arn);
    return (
        parts.length === 6 &&
        patternParts.length === 6 &&
        patternParts.every((part, index) => matchesWildcard(part, parts[index] ?? ""))
    );
}

/** The sixth part, the resource, may hold colons itself. */
function arnParts(arn: string): string[] {
    const parts = arn.split(":");
    return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(":")];
}
