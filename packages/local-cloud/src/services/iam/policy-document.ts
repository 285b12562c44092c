/** One or several: policies may leave out the brackets around a single value. */
export type OneOrMany<T> = T | readonly T[];

/** `"*"`, or who by kind of principal. */
export type PolicyPrincipal =
    | "*"
    | {
          readonly AWS?: OneOrMany<string>;
          readonly Service?: OneOrMany<string>;
          readonly Federated?: OneOrMany<string>;
          readonly CanonicalUser?: OneOrMany<string>;
      };

type ConditionValue = string | number | boolean;

/** A statement of a policy, as AWS's grammar has it. */
export interface PolicyStatement {
    readonly Sid?: string;
    readonly Effect: "Allow" | "Deny";
    readonly Principal?: PolicyPrincipal;
    readonly NotPrincipal?: PolicyPrincipal;
    readonly Action?: OneOrMany<string>;
    readonly NotAction?: OneOrMany<string>;
    readonly Resource?: OneOrMany<string>;
    readonly NotResource?: OneOrMany<string>;
    /** By operator, then by condition key. */
    readonly Condition?: Readonly<Record<string, Readonly<Record<string, OneOrMany<ConditionValue>>>>>;
}

/**
 * An IAM policy: the parsed JSON, which nobody changes once it has been evaluated.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export interface PolicyDocument {
    readonly Version?: "2012-10-17" | "2008-10-17";
    readonly Id?: string;
    readonly Statement: OneOrMany<PolicyStatement>;
}

/** What one or many are, as a list; nothing is an empty list. */
export function toList<T>(value: OneOrMany<T> | undefined): readonly T[] {
    if (value === undefined) {
        return [];
    }
    return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}
