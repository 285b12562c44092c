import { createHash } from "node:crypto";

import { lookUp } from "../../../resources/look-up";
import { policyText, trustPolicy } from "../../../resources/policies";
import { refuse, validName, wholeNumber } from "../../../resources/refuse";
import type { Properties, ResourceType } from "../../../resources/resource-type";
import { taggedOutputs } from "../../../resources/tagged-outputs";
import { nameAlphabet, nameSaid, path } from "./names";

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
export const definition: ResourceType = {
    type: "aws:iam/role:Role",
    required: ["assumeRolePolicy"],
    replaces: ["name", "namePrefix", "path"],
    defaults: { forceDetachPolicies: false, maxSessionDuration: 3600, path: "/" },
    documents: ["assumeRolePolicy"],
    sets: ["managedPolicyArns"],
    autoName: { property: "name", maxLength: 64 },
    unique: true,
    check: refuse({
        name: validName(1, 64, nameAlphabet, nameSaid),
        path,
        assumeRolePolicy: trustPolicy,
        maxSessionDuration: wholeNumber(3600, 43_200),
        description: (text) => (String(text).length > 1000 ? "has more than 1000 characters" : undefined),
    }),
    outputs: ({ urn, inputs }, { accountId }) => ({
        id: inputs.name as string,
        outputs: taggedOutputs(inputs, `arn:aws:iam::${accountId}:role${inputs.path}${inputs.name}`, {
            uniqueId: `AROA${createHash("sha256").update(urn).digest("hex").slice(0, 17).toUpperCase()}`,
        }),
    }),
    async read({ inputs }, cloud) {
        const role = await lookUp(() => cloud.iam.getRole(inputs.name as string));
        return (
            role && {
                assumeRolePolicy: role.assumeRolePolicy,
                description: role.description || undefined,
                ...(inputs.maxSessionDuration === undefined ? {} : { maxSessionDuration: role.maxSessionSeconds }),
                ...(inputs.managedPolicyArns === undefined ? {} : { managedPolicyArns: [...role.attachedPolicies] }),
            }
        );
    },
    async create({ inputs }, cloud) {
        const name = inputs.name as string;
        await cloud.iam.putRole({
            name,
            path: inputs.path as string | undefined,
            description: inputs.description as string | undefined,
            assumeRolePolicy: policyText(inputs.assumeRolePolicy),
            maxSessionSeconds: inputs.maxSessionDuration as number | undefined,
            permissionsBoundary: inputs.permissionsBoundary as string | undefined,
            tags: inputs.tags as Record<string, string> | undefined,
        });
        for (const policy of (inputs.inlinePolicies ?? []) as Properties[]) {
            await cloud.iam.putRolePolicy(name, policy.name as string, policyText(policy.policy));
        }
        for (const arn of (inputs.managedPolicyArns ?? []) as string[]) {
            await cloud.iam.attachRolePolicy(name, arn);
        }
    },
    async delete({ inputs }, cloud) {
        await cloud.iam.deleteRole(inputs.name as string);
    },
};
