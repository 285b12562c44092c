import { lookUp } from "../../../resources/look-up";
import { kmsKey } from "../../../resources/kms-key";
import { refuse, validName } from "../../../resources/refuse";
import type { Properties, ResourceType } from "../../../resources/resource-type";
import { taggedOutputs } from "../../../resources/tagged-outputs";
import { secretArn } from "../secret-arn";

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html */
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
        return { id: arn, outputs: taggedOutputs(inputs, arn) };
    },
    async read({ id }, cloud) {
        const secret = await lookUp(() => cloud.call<Properties>(cloud.secrets, "DescribeSecret", { SecretId: id }));
        return secret && { description: secret.Description as unknown, kmsKeyId: secret.KmsKeyId as unknown };
    },
    async create({ id, inputs }, cloud) {
        await cloud.secrets.putSecret(id, inputs.name as string, {
            description: inputs.description as string | undefined,
            kmsKeyId: inputs.kmsKeyId as string | undefined,
        });
    },
    async delete({ inputs }, cloud) {
        await cloud.secrets.deleteSecret(inputs.name as string);
    },
};
