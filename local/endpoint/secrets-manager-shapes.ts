import { list, type ServiceShapes, strings, structure } from "./shape";

const filters = list(structure({ Key: "string", Values: list("string") }));
const tags = list(structure(strings("Key", "Value")));
const page = { NextToken: "string", MaxResults: "number" } as const;
/** Bytes are text in JSON: base64. */
const value = strings("ClientRequestToken", "SecretString", "SecretBinary");

/** Inputs of https://docs.aws.amazon.com/secretsmanager/latest/apireference/ */
export const secretsManagerShapes: ServiceShapes = {
    targetPrefix: "secretsmanager",
    operations: {
        CreateSecret: {
            input: structure({ ...strings("Name", "Description", "KmsKeyId"), ...value, Tags: tags }),
        },
        DeleteSecret: {
            input: structure({
                SecretId: "string",
                RecoveryWindowInDays: "number",
                ForceDeleteWithoutRecovery: "boolean",
            }),
        },
        DescribeSecret: { input: structure(strings("SecretId")) },
        GetSecretValue: { input: structure(strings("SecretId", "VersionId", "VersionStage")) },
        ListSecretVersionIds: { input: structure({ SecretId: "string", IncludeDeprecated: "boolean", ...page }) },
        ListSecrets: {
            input: structure({ IncludePlannedDeletion: "boolean", Filters: filters, SortOrder: "string", ...page }),
        },
        PutSecretValue: { input: structure({ SecretId: "string", ...value, VersionStages: list("string") }) },
        RestoreSecret: { input: structure(strings("SecretId")) },
        UpdateSecret: { input: structure({ ...strings("SecretId", "Description", "KmsKeyId"), ...value }) },
    },
};
