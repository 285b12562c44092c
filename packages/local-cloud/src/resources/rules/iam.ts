import { parsePolicy, type PolicyKind } from "../../services/iam/parse-policy";
import type { Properties, ResourceRules } from "../resource-type";
import { found } from "./found";
import { accepted, existing, nameOf, refuse, wholeNumber } from "./refuse";

// What replaces a resource, and defaults: `ForceNew` and `Default` in the schemas of the provider, terraform-provider-aws
// `internal/service/iam`.
// Names: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html

const alphabet = /^[\w+=,.@-]+$/;
const said = "letters, digits and any of _+=,.@-";

const policyOf = (kind: PolicyKind) => accepted((text) => parsePolicy(text, kind));
const existingRole = existing("role", (name, { accountId }) => `arn:aws:iam::${accountId}:role/${name}`);

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
export const roleRules: ResourceRules = {
    required: ["assumeRolePolicy"],
    replaces: ["name", "namePrefix", "path"],
    defaults: { forceDetachPolicies: false, maxSessionDuration: 3600, path: "/" },
    documents: ["assumeRolePolicy"],
    sets: ["managedPolicyArns"],
    unique: true,
    check: refuse({
        name: nameOf(1, 64, alphabet, said),
        assumeRolePolicy: policyOf("trust"),
        maxSessionDuration: wholeNumber(3600, 43_200),
        description: (text) => (String(text).length > 1000 ? "has more than 1000 characters" : undefined),
    }),
    async read({ inputs }, cloud) {
        const role = await found(() => cloud.iam.getRole(inputs.name as string));
        return (
            role && {
                assumeRolePolicy: role.assumeRolePolicy,
                description: role.description === "" ? undefined : role.description,
                ...(inputs.maxSessionDuration === undefined ? {} : { maxSessionDuration: role.maxSessionSeconds }),
                ...(inputs.managedPolicyArns === undefined ? {} : { managedPolicyArns: [...role.attachedPolicies] }),
            }
        );
    },
};

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html */
export const rolePolicyRules: ResourceRules = {
    required: ["role", "policy"],
    replaces: ["name", "namePrefix", "role"],
    documents: ["policy"],
    check: refuse({ name: nameOf(1, 128, alphabet, said), role: existingRole, policy: policyOf("identity") }),
    async read({ inputs }, cloud) {
        const role = await found(() => cloud.iam.getRole(inputs.role as string));
        const policy = role?.inlinePolicies[inputs.name as string];
        return policy === undefined ? undefined : { policy };
    },
};

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html */
export const policyRules: ResourceRules = {
    required: ["policy"],
    replaces: ["name", "namePrefix", "path", "description"],
    defaults: { path: "/" },
    documents: ["policy"],
    unique: true,
    check: refuse({ name: nameOf(1, 128, alphabet, said), policy: policyOf("identity") }),
    async read({ id }, cloud) {
        const policy = await found(() => cloud.iam.getPolicy(id));
        return policy && { policy: policy.document };
    },
};

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachRolePolicy.html */
export const attachmentRules: ResourceRules = {
    required: ["role", "policyArn"],
    replaces: ["role", "policyArn"],
    check: refuse({
        role: existingRole,
        policyArn: existing("policy", () => undefined),
    }),
    async read({ inputs }: { inputs: Properties }, cloud) {
        const role = await found(() => cloud.iam.getRole(inputs.role as string));
        return role?.attachedPolicies.includes(inputs.policyArn as string) ? {} : undefined;
    },
};
