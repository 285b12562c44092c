import { AwsError } from "../../aws-error";
import type { PolicyDocument } from "./policy-document";

/** What a program declares of a role. */
export interface RoleInput {
    name: string;
    /** `/` or `/a/b/`. @default "/" */
    path?: string;
    description?: string;
    /** JSON: who may assume the role. */
    assumeRolePolicy: string;
    /** @default 3600 */
    maxSessionSeconds?: number;
    /** The ARN of a managed policy: the role may do no more than that allows. */
    permissionsBoundary?: string;
    tags?: Readonly<Record<string, string>>;
}

/** A role, as the store keeps it. */
export interface Role extends Required<Omit<RoleInput, "permissionsBoundary">> {
    permissionsBoundary?: string;
    arn: string;
    /** `AROA…` */
    uniqueId: string;
    /** Milliseconds since the epoch. */
    createdAt: number;
    /** JSON by name. */
    inlinePolicies: Readonly<Record<string, string>>;
    /** ARNs of the managed policies attached. */
    attachedPolicies: readonly string[];
}

/** A customer managed policy, as the store keeps it. */
export interface ManagedPolicy {
    name: string;
    path: string;
    arn: string;
    /** `ANPA…` */
    uniqueId: string;
    description: string;
    /** JSON. */
    document: string;
    createdAt: number;
}

/** A role with its policies read. */
export interface ReadRole {
    role: Role;
    trust: PolicyDocument;
    inline: readonly PolicyDocument[];
}

/**
 * @param limit the most characters that AWS allows
 * @throws AwsError `ValidationError` when `name` is not a name that IAM takes
 */
export function checkName(what: string, name: string, limit: number): void {
    if (!/^[\w+=,.@-]+$/.test(name) || name.length > limit) {
        throw new AwsError(
            "ValidationError",
            `${what} "${name}" is not valid: it must have 1 to ${limit} letters, digits or any of _+=,.@-`,
        );
    }
}

/** @throws AwsError `ValidationError` */
export function checkPath(path: string): void {
    if (!/^\/([\x21-\x7e]+\/)?$/.test(path) || path.length > 512) {
        throw new AwsError("ValidationError", `The path "${path}" is not valid: it must begin and end with a slash.`);
    }
}

/**
 * IAM's quotas of policies' sizes, in characters without white space.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export const policyLimits = { trust: 2_048, inlineOfRole: 10_240, managed: 6_144 } as const;

/** @throws AwsError `LimitExceeded` when `documents` together are longer than `limit` */
export function checkSize(documents: readonly string[], limit: number, what: string): void {
    const size = documents.reduce((sum, document) => sum + document.replace(/\s+/g, "").length, 0);
    if (size > limit) {
        throw new AwsError("LimitExceeded", `Maximum policy size of ${limit} bytes exceeded for ${what}`, 409);
    }
}
