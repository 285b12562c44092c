import { list, numbers, type ServiceShapes, strings, structure } from "./shape";

const filters = list(structure({ Key: "string", Values: list("string") }));
const tags = list(structure(strings("Key", "Value")));
const page = { NextToken: "string", MaxResults: "number" } as const;
/** Bytes are text in JSON: base64. */
const value = strings("ClientRequestToken", "SecretString", "SecretBinary");

/** Inputs of https://docs.aws.amazon.com/secretsmanager/latest/apireference/ */
export const secretsManagerShapes: ServiceShapes = {
    targetPrefix: "secretsmanager",
    operations: {
        BatchGetSecretValue: { input: structure({ SecretIdList: list("string"), Filters: filters, ...page }) },
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
        GetRandomPassword: {
            input: structure({
                ...numbers("PasswordLength"),
                ExcludeCharacters: "string",
                ExcludeNumbers: "boolean",
                ExcludePunctuation: "boolean",
                ExcludeUppercase: "boolean",
                ExcludeLowercase: "boolean",
                IncludeSpace: "boolean",
                RequireEachIncludedType: "boolean",
            }),
        },
        GetResourcePolicy: { input: structure(strings("SecretId")) },
        GetSecretValue: { input: structure(strings("SecretId", "VersionId", "VersionStage")) },
        ListSecretVersionIds: { input: structure({ SecretId: "string", IncludeDeprecated: "boolean", ...page }) },
        ListSecrets: {
            input: structure({ IncludePlannedDeletion: "boolean", Filters: filters, SortOrder: "string", ...page }),
        },
        PutSecretValue: { input: structure({ SecretId: "string", ...value, VersionStages: list("string") }) },
        RestoreSecret: { input: structure(strings("SecretId")) },
        TagResource: { input: structure({ SecretId: "string", Tags: tags }) },
        UntagResource: { input: structure({ SecretId: "string", TagKeys: list("string") }) },
        UpdateSecret: { input: structure({ ...strings("SecretId", "Description", "KmsKeyId"), ...value }) },
        UpdateSecretVersionStage: {
            input: structure(strings("SecretId", "VersionStage", "RemoveFromVersionId", "MoveToVersionId")),
        },
    },
};
