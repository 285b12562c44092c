import { randomUUID } from "node:crypto";

import { lookUp } from "../../../resources/look-up";
import { existing, refuse } from "../../../resources/refuse";
import type { Properties, ResourceType } from "../../../resources/resource-type";
import { makeUuid } from "../../../uuid";

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
        // The same value is the same version.
        const versionId = makeUuid(String(inputs.secretString ?? inputs.secretBinary));
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
