import { literal } from "./wildcard";

/** A request's values by lower-case condition key. */
export type Context = () => ReadonlyMap<string, string>;

/** Fills in a text's policy variables; undefined when the request lacks one of them. */
export type Expand = (text: string) => string | undefined;

const variable = /\$\{([^},]+)(?:,\s*'([^']*)')?\s*\}/g;

/**
 * The variables of a policy: `${aws:SourceAccount}`, with a default `${aws:username, 'nobody'}`, and `${*}`, `${?}`,
 * `${$}` for those characters themselves. What stands for a variable is taken literally, wildcards and all.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function createExpander(context: Context): Expand {
    return (text) => {
        if (!text.includes("${")) {
            return text;
        }
        let missing = false;
        const expanded = text.replace(variable, (_, key: string, otherwise: string | undefined) => {
            const name = key.trim();
            if (name === "*" || name === "?" || name === "$") {
                return literal(name);
            }
            const value = context().get(name.toLowerCase()) ?? otherwise;
            missing ||= value === undefined;
            return literal(value ?? "");
        });
        return missing ? undefined : expanded;
    };
}
