import { BlockList, isIP } from "node:net";

import { type PolicyStatement, toList } from "./policy-document";
import type { Expand } from "./variables";
import { matchesArn, matchesWildcard, plain } from "./wildcard";

/** Whether the request's value satisfies one value of the policy. */
type Comparison = (wanted: string, actual: string) => boolean;

const equals: Comparison = (wanted, actual) => plain(wanted) === actual;
const equalsIgnoringCase: Comparison = (wanted, actual) => plain(wanted).toLowerCase() === actual.toLowerCase();

/** Positive operators by name; `Not…` operators are these, turned round. */
const comparisons: Readonly<Record<string, Comparison>> = {
    StringEquals: equals,
    StringEqualsIgnoreCase: equalsIgnoringCase,
    StringLike: matchesWildcard,
    ArnEquals: matchesArn,
    ArnLike: matchesArn,
    BinaryEquals: equals,
    Bool: equalsIgnoringCase,
    IpAddress: inNetwork,
    ...ordered("Numeric", (text) => (text.trim() === "" ? Number.NaN : Number(text))),
    ...ordered("Date", parseInstant),
};

const negations: Readonly<Record<string, string>> = {
    StringNotEquals: "StringEquals",
    StringNotEqualsIgnoreCase: "StringEqualsIgnoreCase",
    StringNotLike: "StringLike",
    ArnNotEquals: "ArnEquals",
    ArnNotLike: "ArnLike",
    NumericNotEquals: "NumericEquals",
    DateNotEquals: "DateEquals",
    NotIpAddress: "IpAddress",
};

interface Operator {
    comparison: Comparison;
    negated: boolean;
    /** What the condition is when the request does not carry the key. */
    whenMissing: boolean;
}

/** Whether `name` is a condition operator of AWS's. */
export function isConditionOperator(name: string): boolean {
    return name === "Null" || parseOperator(name) !== undefined;
}

/**
 * Whether all conditions of a statement hold.
 *
 * @param context the request's values by lower-case key: names of condition keys are not case-sensitive
 * @param expand fills in policy variables; undefined when the request lacks one
 */
export function conditionsHold(
    conditions: NonNullable<PolicyStatement["Condition"]>,
    context: ReadonlyMap<string, string>,
    expand: Expand,
): boolean {
    return Object.entries(conditions).every(([name, keys]) =>
        Object.entries(keys).every(([key, values]) => {
            const actual = context.get(key.toLowerCase());
            const wanted = toList(values).map(String);
            if (name === "Null") {
                return wanted.some((value) => (value.toLowerCase() === "true") === (actual === undefined));
            }
            const operator = parseOperator(name);
            if (operator === undefined) {
                throw new TypeError(`"${name}" is not a condition operator: check the policy with parsePolicy first`);
            }
            if (actual === undefined) {
                return operator.whenMissing;
            }
            const matched = wanted.some((value) => {
                const expanded = expand(value);
                return expanded !== undefined && operator.comparison(expanded, actual);
            });
            return matched !== operator.negated;
        }),
    );
}

function parseOperator(name: string): Operator | undefined {
    const [, set, base = "", ifExists] = /^(ForAllValues:|ForAnyValue:)?(\w+?)(IfExists)?$/.exec(name) ?? [];
    const negated = Object.hasOwn(negations, base);
    const positive = negated ? (negations[base] ?? "") : base;
    const comparison = Object.hasOwn(comparisons, positive) ? comparisons[positive] : undefined;
    if (comparison === undefined) {
        return undefined;
    }
    // A key that the request lacks satisfies every negated operator and ForAllValues, and nothing else.
    const whenMissing = ifExists !== undefined || set === "ForAllValues:" || (negated && set !== "ForAnyValue:");
    return { comparison, negated, whenMissing };
}

function ordered(prefix: string, read: (text: string) => number): Record<string, Comparison> {
    const compare =
        (holds: (wanted: number, actual: number) => boolean): Comparison =>
        (wanted, actual) =>
            holds(read(wanted), read(actual));
    return {
        [`${prefix}Equals`]: compare((wanted, actual) => actual === wanted),
        [`${prefix}LessThan`]: compare((wanted, actual) => actual < wanted),
        [`${prefix}LessThanEquals`]: compare((wanted, actual) => actual <= wanted),
        [`${prefix}GreaterThan`]: compare((wanted, actual) => actual > wanted),
        [`${prefix}GreaterThanEquals`]: compare((wanted, actual) => actual >= wanted),
    };
}

/** Milliseconds; dates are ISO 8601 or seconds since the epoch. */
function parseInstant(text: string): number {
    return /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text);
}

/** Whether `address` is in `network`: an address, or one with a prefix length. */
function inNetwork(network: string, address: string): boolean {
    const [start = "", length] = network.split("/");
    const family = isIP(start) === 6 ? "ipv6" : "ipv4";
    if (isIP(start) === 0 || isIP(address) !== isIP(start)) {
        return false;
    }
    const list = new BlockList();
    list.addSubnet(start, length === undefined ? (family === "ipv6" ? 128 : 32) : Number(length), family);
    return list.check(address, family);
}
