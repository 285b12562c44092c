import { createHash } from "node:crypto";

import type { Properties, ResourceType } from "./resource-type";
import { attachmentRules, policyRules, rolePolicyRules, roleRules } from "./rules/iam";

const role: ResourceType = {
    ...roleRules,
    autoName: { property: "name", maximum: 64 },
    outputs: ({ urn, inputs }, { accountId }) => ({
        id: inputs.name as string,
        outputs: {
            ...inputs,
            arn: `arn:aws:iam::${accountId}:role${inputs.path}${inputs.name}`,
            uniqueId: `AROA${createHash("sha256").update(urn).digest("hex").slice(0, 17).toUpperCase()}`,
            tagsAll: inputs.tags ?? {},
        },
    }),
    async create({ inputs }, cloud) {
        const name = inputs.name as string;
        await cloud.iam.putRole({
            name,
            path: inputs.path as string | undefined,
            description: inputs.description as string | undefined,
            assumeRolePolicy: text(inputs.assumeRolePolicy),
            maxSessionSeconds: inputs.maxSessionDuration as number | undefined,
            permissionsBoundary: inputs.permissionsBoundary as string | undefined,
            tags: inputs.tags as Record<string, string> | undefined,
        });
        for (const policy of (inputs.inlinePolicies ?? []) as Properties[]) {
            await cloud.iam.putRolePolicy(name, policy.name as string, text(policy.policy));
        }
        for (const arn of (inputs.managedPolicyArns ?? []) as string[]) {
            await cloud.iam.attachRolePolicy(name, arn);
        }
    },
    async delete({ inputs }, cloud) {
        await cloud.iam.deleteRole(inputs.name as string);
    },
};

const rolePolicy: ResourceType = {
    ...rolePolicyRules,
    autoName: { property: "name", maximum: 128 },
    outputs: ({ inputs }) => ({ id: `${inputs.role}:${inputs.name}`, outputs: { ...inputs } }),
    async create({ inputs }, cloud) {
        await cloud.iam.putRolePolicy(inputs.role as string, inputs.name as string, text(inputs.policy));
    },
    async delete({ inputs }, cloud) {
        await cloud.iam.deleteRolePolicy(inputs.role as string, inputs.name as string);
    },
};

const policy: ResourceType = {
    ...policyRules,
    autoName: { property: "name", maximum: 128 },
    outputs: ({ urn, inputs }, { accountId }) => {
        const arn = `arn:aws:iam::${accountId}:policy${inputs.path}${inputs.name}`;
        const policyId = `ANPA${createHash("sha256").update(urn).digest("hex").slice(0, 17).toUpperCase()}`;
        return { id: arn, outputs: { ...inputs, arn, policyId, tagsAll: inputs.tags ?? {} } };
    },
    async create({ inputs }, cloud) {
        await cloud.iam.putPolicy({
            name: inputs.name as string,
            path: inputs.path as string | undefined,
            description: inputs.description as string | undefined,
            document: text(inputs.policy),
        });
    },
    async delete({ id }, cloud) {
        await cloud.iam.deletePolicy(id);
    },
};

const attachment: ResourceType = {
    ...attachmentRules,
    outputs: ({ inputs }) => ({ id: `${inputs.role}/${inputs.policyArn}`, outputs: { ...inputs } }),
    async create({ inputs }, cloud) {
        await cloud.iam.attachRolePolicy(inputs.role as string, inputs.policyArn as string);
    },
    async delete({ inputs }, cloud) {
        await cloud.iam.detachRolePolicy(inputs.role as string, inputs.policyArn as string);
    },
};

/** Policies may be given as text or as an object. */
function text(value: unknown): string {
    return typeof value === "string" ? value : JSON.stringify(value);
}

export const iamTypes: Readonly<Record<string, ResourceType>> = {
    "aws:iam/role:Role": role,
    "aws:iam/rolePolicy:RolePolicy": rolePolicy,
    "aws:iam/policy:Policy": policy,
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": attachment,
};
