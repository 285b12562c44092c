import type { CheckContext, Properties, Refusal } from "./resource-type";

/** One rule of a property: why AWS refuses `value`, or undefined. It is not asked of a property that is not there. */
export type Rule = (value: unknown, inputs: Properties, context: CheckContext) => Reason | Promise<Reason>;
type Reason = string | undefined;

/**
 * A check that asks each property's rules, in their order, until one refuses.
 *
 * @param rules by property; `retryPolicy.maximumRetryAttempts` reaches into a property
 */
export function refuse(rules: Readonly<Record<string, Rule | readonly Rule[]>>) {
    return async (inputs: Properties, context: CheckContext): Promise<Refusal[]> => {
        const refusals: Refusal[] = [];
        for (const [property, given] of Object.entries(rules)) {
            const value = property
                .split(".")
                .reduce<unknown>((part, key) => (part as Properties | undefined)?.[key], inputs);
            for (const rule of value === undefined ? [] : [given].flat()) {
                const reason = await rule(value, inputs, context);
                if (reason !== undefined) {
                    refusals.push({ property, reason });
                    break;
                }
            }
        }
        return refusals;
    };
}

/** @param alphabet matches a whole name; `said` says it in words */
export function validName(minLength: number, maxLength: number, alphabet: RegExp, said: string): Rule {
    return (value) => {
        const name = String(value);
        if (name.length < minLength || name.length > maxLength) {
            return `"${name}" has ${name.length} characters: it must have ${minLength} to ${maxLength}`;
        }
        return alphabet.test(name) ? undefined : `"${name}" has characters that it must not have: it may have ${said}`;
    };
}

export function wholeNumber(from: number, to: number): Rule {
    return (value) =>
        Number.isInteger(value) && Number(value) >= from && Number(value) <= to
            ? undefined
            : `is ${String(value)}: it must be a whole number from ${from} to ${to}`;
}

export function maxLength(characters: number): Rule {
    return (text) => (String(text).length > characters ? `has more than ${characters} characters` : undefined);
}

export function oneOf(...values: readonly (string | number)[]): Rule {
    return (value) =>
        values.includes(value as string) ? undefined : `is ${String(value)}: it must be one of ${values.join(", ")}`;
}

/** Rules for properties by which nothing is done here. An empty list of them says no more than none. */
export function notHere(...properties: readonly string[]): Record<string, Rule> {
    const rule: Rule = (value) =>
        Array.isArray(value) && value.length === 0 ? undefined : "the local cloud does not have it";
    return Object.fromEntries(properties.map((property) => [property, rule]));
}

/** Runs the service's own check, which throws. */
export function accepted(check: (value: string) => unknown): Rule {
    return (value) => {
        try {
            check(typeof value === "string" ? value : JSON.stringify(value));
            return undefined;
        } catch (error) {
            return (error as Error).message;
        }
    };
}

const arnForm = /^arn:[\w-]+:[\w-]+:[\w-]*:(\d{12}|aws)?:.+$/;

/** The ARN of something that is there. */
export const existingArn: Rule = async (value, _inputs, context) => {
    const arn = String(value);
    if (!arnForm.test(arn)) {
        return `"${arn}" is not an ARN`;
    }
    return (await context.exists(arn)) ? undefined : `nothing has the ARN ${arn}`;
};

/** Something that is there, by a name from which `findArn` makes its ARN. */
export function existing(
    what: string,
    findArn: (name: string, context: CheckContext, inputs: Properties) => string | undefined,
): Rule {
    return async (value, inputs, context) => {
        const name = String(value);
        const arn = name.startsWith("arn:") ? name : findArn(name, context, inputs);
        return arn === undefined || (await context.exists(arn)) ? undefined : `there is no ${what} "${name}"`;
    };
}
