import { createHash } from "node:crypto";

import { lookUp } from "../../../resources/look-up";
import { identityPolicy, policyText } from "../../../resources/policies";
import { refuse, validName } from "../../../resources/refuse";
import type { ResourceType } from "../../../resources/resource-type";
import { taggedOutputs } from "../../../resources/tagged-outputs";
import { nameAlphabet, nameSaid, path } from "./names";

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html */
export const definition: ResourceType = {
    type: "aws:iam/policy:Policy",
    required: ["policy"],
    replaces: ["name", "namePrefix", "path", "description"],
    defaults: { path: "/" },
    documents: ["policy"],
    autoName: { property: "name", maxLength: 128 },
    unique: true,
    check: refuse({ name: validName(1, 128, nameAlphabet, nameSaid), path, policy: identityPolicy }),
    outputs: ({ urn, inputs }, { accountId }) => {
        const arn = `arn:aws:iam::${accountId}:policy${inputs.path}${inputs.name}`;
        const policyId = `ANPA${createHash("sha256").update(urn).digest("hex").slice(0, 17).toUpperCase()}`;
        return { id: arn, outputs: taggedOutputs(inputs, arn, { policyId }) };
    },
    async read({ id }, cloud) {
        const policy = await lookUp(() => cloud.iam.getPolicy(id));
        return policy && { policy: policy.document };
    },
    async create({ inputs }, cloud) {
        await cloud.iam.putPolicy({
            name: inputs.name as string,
            path: inputs.path as string | undefined,
            document: policyText(inputs.policy),
        });
    },
    async delete({ id }, cloud) {
        await cloud.iam.deletePolicy(id);
    },
};
