import { lookUp } from "../../../resources/look-up";
import { identityPolicy, policyText } from "../../../resources/policies";
import { refuse, validName } from "../../../resources/refuse";
import type { ResourceType } from "../../../resources/resource-type";
import { existingRole, nameAlphabet, nameSaid } from "./names";

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html */
export const definition: ResourceType = {
    type: "aws:iam/rolePolicy:RolePolicy",
    required: ["role", "policy"],
    replaces: ["name", "namePrefix", "role"],
    documents: ["policy"],
    autoName: { property: "name", maxLength: 128 },
    check: refuse({ name: validName(1, 128, nameAlphabet, nameSaid), role: existingRole, policy: identityPolicy }),
    outputs: ({ inputs }) => ({ id: `${inputs.role}:${inputs.name}`, outputs: { ...inputs } }),
    async read({ inputs }, cloud) {
        const role = await lookUp(() => cloud.iam.getRole(inputs.role as string));
        const policy = role?.inlinePolicies[inputs.name as string];
        return policy === undefined ? undefined : { policy };
    },
    async create({ inputs }, cloud) {
        await cloud.iam.putRolePolicy(inputs.role as string, inputs.name as string, policyText(inputs.policy));
    },
    async delete({ inputs }, cloud) {
        await cloud.iam.deleteRolePolicy(inputs.role as string, inputs.name as string);
    },
};
