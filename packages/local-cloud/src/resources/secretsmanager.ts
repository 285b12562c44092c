import { createHash } from "node:crypto";

import { secretArn } from "../services/secretsmanager/secret-arn";
import type { CloudServices } from "../cloud-services";
import type { ResourceType } from "./resource-type";
import { secretRules, secretVersionRules } from "./rules/secretsmanager";

const secret: ResourceType = {
    ...secretRules,
    autoName: { property: "name", maximum: 512 },
    outputs: ({ inputs }, place) => {
        const arn = secretArn(place, inputs.name as string);
        return { id: arn, outputs: { ...inputs, arn, tagsAll: inputs.tags ?? {} } };
    },
    async create({ id, inputs }, cloud) {
        if (await exists(cloud, id)) {
            await cloud.call(cloud.secrets, "UpdateSecret", { SecretId: id, Description: inputs.description });
        } else {
            await cloud.secrets.declare(id, {
                Name: inputs.name as string,
                Description: inputs.description as string | undefined,
            });
        }
    },
    async delete({ id }, cloud) {
        await cloud.call(cloud.secrets, "DeleteSecret", { SecretId: id, ForceDeleteWithoutRecovery: true });
    },
};

const secretVersion: ResourceType = {
    ...secretVersionRules,
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

async function exists(cloud: CloudServices, arn: string): Promise<boolean> {
    const { SecretList } = await cloud.call<{ SecretList?: { ARN?: string }[] }>(cloud.secrets, "ListSecrets", {
        Filters: [{ Key: "name", Values: [arn.split(":").slice(6).join(":").slice(0, -7)] }],
    });
    return SecretList?.some(({ ARN }) => ARN === arn) ?? false;
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
