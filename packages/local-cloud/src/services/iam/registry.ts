import { AwsError } from "../../aws-error";
import type { Collection } from "../../store";
import type { ServiceDeps } from "../registration";
import type { Lifecycle } from "../service";
import { managedPolicies } from "./managed-policies";
import { parsePolicy } from "./parse-policy";
import type { PolicyDocument } from "./policy-document";
import type { ManagedPolicy, ReadRole, Role, RoleInput } from "./role";
import { readRoleName } from "./session";

export type IamDeps = Pick<ServiceDeps, "store" | "clock" | "account">;

/**
 * IAM's quotas of policies' sizes, in characters without white space.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const policyLimits = { trust: 2_048, inlineOfRole: 10_240, managed: 6_144 } as const;

/** Roles and policies as programs declare them, kept in the store, and read whole into memory. */
export class IamRegistry implements Lifecycle {
    private readonly roles = new Map<string, ReadRole>();
    private readonly policies = new Map<string, { policy: ManagedPolicy; document: PolicyDocument }>();
    private readonly storedRoles: Collection<Role>;
    private readonly storedPolicies: Collection<ManagedPolicy>;

    constructor(protected readonly deps: IamDeps) {
        this.storedRoles = deps.store.collection("iam.roles");
        this.storedPolicies = deps.store.collection("iam.policies");
    }

    async start(): Promise<void> {
        for await (const [, policy] of this.storedPolicies.entries()) {
            this.policies.set(policy.arn, { policy, document: parsePolicy(policy.document) });
        }
        for await (const [, role] of this.storedRoles.entries()) {
            this.hold(role);
        }
    }

    async stop(): Promise<void> {}

    /**
     * Creates the role, or brings it to `input`, policies kept.
     * @throws AwsError `MalformedPolicyDocument`, `LimitExceeded`, `NoSuchEntity`
     */
    async putRole(input: RoleInput): Promise<Role> {
        const { name, path = "/", permissionsBoundary, assumeRolePolicy } = input;
        parsePolicy(assumeRolePolicy, "trust");
        checkSize([assumeRolePolicy], policyLimits.trust, `the trust policy of role ${name}`);
        if (permissionsBoundary !== undefined) {
            this.managedPolicy(permissionsBoundary);
        }
        const { inlinePolicies = {}, attachedPolicies = [] } = this.roles.get(name)?.role ?? {};
        const arn = `arn:aws:iam::${this.deps.account.accountId}:role${path}${name}`;
        return this.save({ ...input, arn, inlinePolicies, attachedPolicies });
    }

    /** Every role that there is. */
    allRoles(): Role[] {
        return [...this.roles.values()].map(({ role }) => role);
    }

    /** @throws AwsError `NoSuchEntity` */
    getRole(name: string): Role {
        const held = this.roles.get(name);
        if (held === undefined) {
            throw noSuchEntity(`The role with name ${name} cannot be found.`);
        }
        return held.role;
    }

    /**
     * Deletes the role with its inline policies; attached policies are detached. (AWS asks its callers to do that
     * first; its callers do.) No error when there is none.
     */
    async deleteRole(name: string): Promise<void> {
        await this.deps.store.write([this.storedRoles.del(name)]);
        this.roles.delete(name);
        this.changed();
    }

    /**
     * Sets an inline policy of a role.
     * @throws AwsError `NoSuchEntity`, `MalformedPolicyDocument`, `LimitExceeded`
     */
    async putRolePolicy(roleName: string, name: string, document: string): Promise<void> {
        const role = this.getRole(roleName);
        parsePolicy(document, "identity");
        const inlinePolicies = { ...role.inlinePolicies, [name]: document };
        checkSize(Object.values(inlinePolicies), policyLimits.inlineOfRole, `role ${roleName}`);
        await this.save({ ...role, inlinePolicies });
    }

    /** No error when there is none. */
    async deleteRolePolicy(roleName: string, name: string): Promise<void> {
        const role = this.roles.get(roleName)?.role;
        if (role !== undefined) {
            const { [name]: _removed, ...inlinePolicies } = role.inlinePolicies;
            await this.save({ ...role, inlinePolicies });
        }
    }

    /**
     * Creates a customer managed policy, or gives it another document, which is JSON.
     * @throws AwsError `MalformedPolicyDocument`, `LimitExceeded`
     */
    async putPolicy({ name, path = "/", document }: { name: string; path?: string; document: string }) {
        const read = parsePolicy(document, "identity");
        checkSize([document], policyLimits.managed, `policy ${name}`);
        const policy = { arn: `arn:aws:iam::${this.deps.account.accountId}:policy${path}${name}`, document };
        await this.deps.store.write([this.storedPolicies.put(policy.arn, policy)]);
        this.policies.set(policy.arn, { policy, document: read });
        this.changed();
        return policy;
    }

    /**
     * A customer managed policy.
     * @throws AwsError `NoSuchEntity`
     */
    getPolicy(arn: string): ManagedPolicy {
        const held = this.policies.get(arn);
        if (held === undefined) {
            throw noSuchEntity(`Policy ${arn} was not found.`);
        }
        return held.policy;
    }

    /**
     * No error when there is none.
     * @throws AwsError `DeleteConflict` while a role has it
     */
    async deletePolicy(arn: string): Promise<void> {
        const isUsed = (role: Role) => role.permissionsBoundary === arn || role.attachedPolicies.includes(arn);
        if (this.allRoles().some(isUsed)) {
            throw new AwsError("DeleteConflict", "Cannot delete a policy attached to entities.", 409);
        }
        await this.deps.store.write([this.storedPolicies.del(arn)]);
        this.policies.delete(arn);
    }

    /**
     * Attaches a managed policy, a customer's or AWS's own.
     * @throws AwsError `NoSuchEntity`, also for a policy of AWS's that the local cloud does not have
     */
    async attachRolePolicy(roleName: string, policyArn: string): Promise<void> {
        const role = this.getRole(roleName);
        this.managedPolicy(policyArn);
        if (!role.attachedPolicies.includes(policyArn)) {
            await this.save({ ...role, attachedPolicies: [...role.attachedPolicies, policyArn] });
        }
    }

    /** No error when it is not attached. */
    async detachRolePolicy(roleName: string, policyArn: string): Promise<void> {
        const role = this.roles.get(roleName)?.role;
        if (role !== undefined) {
            const attachedPolicies = role.attachedPolicies.filter((arn) => arn !== policyArn);
            await this.save({ ...role, attachedPolicies });
        }
    }

    /** @throws AwsError `NoSuchEntity` */
    protected managedPolicy(arn: string): PolicyDocument {
        const document = managedPolicies.get(arn) ?? this.policies.get(arn)?.document;
        if (document === undefined) {
            throw noSuchEntity(
                arn.startsWith("arn:aws:iam::aws:")
                    ? `The local cloud does not have AWS's policy ${arn}: give the role its statements as a policy of its own.`
                    : `Policy ${arn} does not exist or is not attachable.`,
            );
        }
        return document;
    }

    protected heldByArn(roleArn: string): ReadRole | undefined {
        const held = this.roles.get(readRoleName(roleArn));
        return held?.role.arn === roleArn ? held : undefined;
    }

    private async save(role: Role): Promise<Role> {
        // In memory first: whoever changes the same role meanwhile must build on this change, not undo it.
        this.hold(role);
        await this.deps.store.write([this.storedRoles.put(role.name, role)]);
        return role;
    }

    /** Called for each role that there is, at the start and after each change. */
    protected hold(role: Role): void {
        const inline = Object.values(role.inlinePolicies).map((document) => parsePolicy(document));
        this.roles.set(role.name, { role, trust: parsePolicy(role.assumeRolePolicy), inline });
        this.changed();
    }

    /** Called after each change of a role or policy. */
    protected changed(): void {}
}

function noSuchEntity(message: string): AwsError {
    return new AwsError("NoSuchEntity", message, 404);
}

/** @throws AwsError `LimitExceeded` when `documents` together are longer than `limit` */
function checkSize(documents: readonly string[], limit: number, what: string): void {
    const size = documents.reduce((sum, document) => sum + document.replace(/\s+/g, "").length, 0);
    if (size > limit) {
        throw new AwsError("LimitExceeded", `Maximum policy size of ${limit} bytes exceeded for ${what}`, 409);
    }
}
