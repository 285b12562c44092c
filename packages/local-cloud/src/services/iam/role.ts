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
export interface Role extends RoleInput {
    arn: string;
    /** JSON by name. */
    inlinePolicies: Readonly<Record<string, string>>;
    /** ARNs of the managed policies attached. */
    attachedPolicies: readonly string[];
}

/** A customer managed policy, as the store keeps it. */
export interface ManagedPolicy {
    arn: string;
    /** JSON. */
    document: string;
}

/** A role with its policies read. */
export interface ReadRole {
    role: Role;
    trust: PolicyDocument;
    inline: readonly PolicyDocument[];
}
