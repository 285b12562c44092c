import { createHash, randomUUID } from "node:crypto";

import { lookUp } from "../../../resources/look-up";
import { existing, refuse } from "../../../resources/refuse";
import type { Properties, ResourceType } from "../../../resources/resource-type";

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html. A version cannot change. */
export const definition: ResourceType = {
    type: "aws:secretsmanager/secretVersion:SecretVersion",
    required: ["secretId"],
    replaces: ["secretId", "secretString", "secretBinary", "secretStringWoVersion"],
    sets: ["versionStages"],
    async check(inputs, context) {
        const refusals = await refuse({ secretId: existing("secret", () => undefined) })(inputs, context);
        const both = inputs.secretString !== undefined && inputs.secretBinary !== undefined;
        return both ? [...refusals, { property: "secretString", reason: "conflicts with secretBinary" }] : refusals;
    },
    outputs: ({ inputs }) => {
        const versionId = makeVersionId(inputs.secretString ?? inputs.secretBinary);
        return {
            id: `${inputs.secretId}|${versionId}`,
            outputs: { ...inputs, arn: inputs.secretId as string, versionId, versionStages: ["AWSCURRENT"] },
        };
    },
    async read({ inputs, outputs }, cloud) {
        const version = await lookUp(() =>
            cloud.call<Properties>(cloud.secrets, "GetSecretValue", {
                SecretId: inputs.secretId,
                VersionId: outputs.versionId,
            }),
        );
        return version && {};
    },
    async create({ inputs, outputs }, cloud) {
        const { Versions } = await cloud.call<{ Versions: { VersionId: string; VersionStages: string[] }[] }>(
            cloud.secrets,
            "ListSecretVersionIds",
            { SecretId: inputs.secretId, IncludeDeprecated: true },
        );
        const former = Versions.find(({ VersionId }) => VersionId === outputs.versionId);
        await cloud.call(cloud.secrets, "PutSecretValue", {
            SecretId: inputs.secretId,
            // A value that was current before becomes so again as a version of its own, like any that is created.
            ClientRequestToken:
                former === undefined || former.VersionStages.includes("AWSCURRENT") ? outputs.versionId : randomUUID(),
            SecretString: inputs.secretString,
            SecretBinary: inputs.secretBinary,
        });
    },
    // A value that was put since, outside the program, stays; the program's own is put when the program changes it.
    update: async () => {},
};

/** A version id (a UUID's form) made from the value, so that the same value is the same version. */
function makeVersionId(value: unknown): string {
    const hex = createHash("sha256").update(String(value)).digest("hex");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join("-");
}
