import type { FunctionConfiguration } from "@aws-sdk/client-lambda";

import { latestVersion } from "./function-arn";
import type { RegisteredFunction } from "./function-registry";

/** A function as Lambda's API shows it. */
export function formatConfiguration({ arn, definition }: RegisteredFunction): FunctionConfiguration {
    return {
        FunctionName: definition.functionName,
        FunctionArn: arn,
        Description: definition.description ?? "",
        Runtime: definition.runtime as FunctionConfiguration["Runtime"],
        Role: definition.roleArn,
        Handler: definition.handler,
        CodeSize: definition.codeBytes,
        CodeSha256: Buffer.from(definition.codeHash, "hex").toString("base64"),
        Timeout: definition.timeoutSeconds,
        MemorySize: definition.memoryMegabytes,
        LastModified: definition.lastModified.replace("Z", "+0000"),
        Version: latestVersion,
        Environment: { Variables: { ...definition.environment } },
        TracingConfig: { Mode: definition.tracing },
        RevisionId: definition.revisionId,
        State: "Active",
        LastUpdateStatus: "Successful",
        PackageType: "Zip",
        Architectures: [...definition.architectures] as FunctionConfiguration["Architectures"],
        EphemeralStorage: { Size: 512 },
        LoggingConfig: { LogFormat: definition.logFormat ?? "Text", LogGroup: definition.logGroup },
    };
}
