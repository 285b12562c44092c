import type { CloudServices } from "../../../cloud-services";
import { lookUp } from "../../../resources/look-up";
import { kmsKey } from "../../../resources/kms-key";
import { refuse, validName } from "../../../resources/refuse";
import type { Properties, ResourceType } from "../../../resources/resource-type";
import { secretArn } from "../secret-arn";

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html and …/API_DeleteSecret.html */
export const definition: ResourceType = {
    type: "aws:secretsmanager/secret:Secret",
    replaces: ["name", "namePrefix"],
    defaults: { forceOverwriteReplicaSecret: false, recoveryWindowInDays: 30 },
    documents: ["policy"],
    autoName: { property: "name", maxLength: 512 },
    unique: true,
    check: refuse({
        name: validName(1, 512, /^[\w/+=.@-]+$/, "letters, digits and any of /_+=.@-"),
        recoveryWindowInDays: (days) =>
            days === 0 || (Number.isInteger(days) && Number(days) >= 7 && Number(days) <= 30)
                ? undefined
                : `is ${String(days)}: it must be 0 or a whole number from 7 to 30`,
        kmsKeyId: kmsKey,
        description: (text) => (String(text).length > 2048 ? "has more than 2048 characters" : undefined),
    }),
    outputs: ({ inputs }, place) => {
        const arn = secretArn(place, inputs.name as string);
        return { id: arn, outputs: { ...inputs, arn, tagsAll: inputs.tags ?? {} } };
    },
    async read({ id }, cloud) {
        const secret = await lookUp(() => cloud.call<Properties>(cloud.secrets, "DescribeSecret", { SecretId: id }));
        // Marked for deletion is deleted, for whoever wants to use it.
        return secret === undefined || secret.DeletedDate !== undefined
            ? undefined
            : { description: secret.Description, kmsKeyId: secret.KmsKeyId as string | undefined };
    },
    async create({ id, inputs }, cloud) {
        if (await exists(cloud, id)) {
            await cloud.call(cloud.secrets, "UpdateSecret", {
                SecretId: id,
                Description: inputs.description,
                // Left out, the one before would stay.
                KmsKeyId: inputs.kmsKeyId ?? "",
            });
        } else {
            await cloud.secrets.declare(id, {
                Name: inputs.name as string,
                Description: inputs.description as string | undefined,
                KmsKeyId: inputs.kmsKeyId as string | undefined,
            });
        }
    },
    async delete({ id }, cloud) {
        await cloud.call(cloud.secrets, "DeleteSecret", { SecretId: id, ForceDeleteWithoutRecovery: true });
    },
};

async function exists(cloud: CloudServices, arn: string): Promise<boolean> {
    const { SecretList } = await cloud.call<{ SecretList?: { ARN?: string }[] }>(cloud.secrets, "ListSecrets", {
        Filters: [{ Key: "name", Values: [arn.split(":").slice(6).join(":").slice(0, -7)] }],
    });
    return SecretList?.some(({ ARN }) => ARN === arn) ?? false;
}
