import { createHash } from "node:crypto";

import type { ResourceType } from "./resource-type";

const secret: ResourceType = {
    autoName: { property: "name", maximum: 512 },
    outputs: ({ inputs }, { region, accountId }) => {
        const arn = secretArn(inputs.name as string, region, accountId);
        return { id: arn, outputs: { ...inputs, arn, tagsAll: inputs.tags ?? {} } };
    },
    async create({ inputs }, cloud) {
        await cloud.secrets.putSecret({
            name: inputs.name as string,
            description: inputs.description as string | undefined,
            policy: inputs.policy as string | undefined,
        });
    },
    async delete({ id }, cloud) {
        await cloud.call(cloud.secrets, "DeleteSecret", { SecretId: id, ForceDeleteWithoutRecovery: true });
    },
};

const secretVersion: ResourceType = {
    outputs: ({ inputs }) => {
        const versionId = versionOf(inputs.secretString ?? inputs.secretBinary);
        return {
            id: `${inputs.secretId}|${versionId}`,
            outputs: { ...inputs, arn: inputs.secretId as string, versionId, versionStages: ["AWSCURRENT"] },
        };
    },
    async create({ inputs, outputs }, cloud) {
        await cloud.call(cloud.secrets, "PutSecretValue", {
            SecretId: inputs.secretId,
            ClientRequestToken: outputs.versionId,
            SecretString: inputs.secretString,
            SecretBinary: inputs.secretBinary,
        });
    },
    // A value that was put since, outside the program, stays; the program's own is put when the program changes it.
    update: async () => {},
};

/** As AWS forms it, with six characters at the end; here the same at every start. */
export function secretArn(name: string, region: string, accountId: string): string {
    const ending = createHash("sha256")
        .update(name)
        .digest("base64")
        .replace(/[^A-Za-z0-9]/g, "")
        .slice(0, 6);
    return `arn:aws:secretsmanager:${region}:${accountId}:secret:${name}-${ending}`;
}

/** A version id (a UUID's form) made from the value, so that the same value is the same version. */
function versionOf(value: unknown): string {
    const hex = createHash("sha256").update(String(value)).digest("hex");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join("-");
}

export const secretsManagerTypes: Readonly<Record<string, ResourceType>> = {
    "aws:secretsmanager/secret:Secret": secret,
    "aws:secretsmanager/secretVersion:SecretVersion": secretVersion,
};
