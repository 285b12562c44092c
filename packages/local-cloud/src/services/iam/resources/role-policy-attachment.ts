import { lookUp } from "../../../resources/look-up";
import { existing, refuse } from "../../../resources/refuse";
import type { ResourceType } from "../../../resources/resource-type";
import { existingRole } from "./names";

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachRolePolicy.html */
export const definition: ResourceType = {
    type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    required: ["role", "policyArn"],
    replaces: ["role", "policyArn"],
    check: refuse({
        role: existingRole,
        policyArn: existing("policy", () => undefined),
    }),
    outputs: ({ inputs }) => ({ id: `${inputs.role}/${inputs.policyArn}`, outputs: { ...inputs } }),
    async read({ inputs }, cloud) {
        const role = await lookUp(() => cloud.iam.getRole(inputs.role as string));
        return role?.attachedPolicies.includes(inputs.policyArn as string) ? {} : undefined;
    },
    async create({ inputs }, cloud) {
        await cloud.iam.attachRolePolicy(inputs.role as string, inputs.policyArn as string);
    },
    async delete({ inputs }, cloud) {
        await cloud.iam.detachRolePolicy(inputs.role as string, inputs.policyArn as string);
    },
};
