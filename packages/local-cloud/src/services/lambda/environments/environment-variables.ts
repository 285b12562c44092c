import { dirname } from "node:path";

import { AwsError } from "../../../aws-error";
import type { Account, Credentials } from "../../service";
import { latestVersion } from "../functions/function-arn";
import type { FunctionDefinition } from "../functions/function-definition";

/**
 * Those that Lambda sets itself and lets nobody change.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
const reservedKeys: ReadonlySet<string> = new Set([
    "_HANDLER",
    "_X_AMZN_TRACE_ID",
    "AWS_DEFAULT_REGION",
    "AWS_REGION",
    "AWS_EXECUTION_ENV",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    "AWS_LAMBDA_FUNCTION_VERSION",
    "AWS_LAMBDA_INITIALIZATION_TYPE",
    "AWS_LAMBDA_LOG_GROUP_NAME",
    "AWS_LAMBDA_LOG_STREAM_NAME",
    "AWS_ACCESS_KEY",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_LAMBDA_RUNTIME_API",
    "LAMBDA_TASK_ROOT",
    "LAMBDA_RUNTIME_DIR",
]);

/** Lambda's quota for a function's environment variables together, in bytes. */
const maxBytes = 4096;

/** @throws AwsError `InvalidParameterValueException` when Lambda would not take `environment` */
export function checkEnvironment(environment: Readonly<Record<string, string>>): void {
    const reserved = Object.keys(environment).filter((key) => reservedKeys.has(key));
    const start = "Lambda was unable to configure your environment variables because the environment variables you";
    if (reserved.length > 0) {
        throw new AwsError(
            "InvalidParameterValueException",
            `${start} have provided contains reserved keys that are currently not supported for modification. ` +
                `Reserved keys used in this request: ${reserved.join(", ")}`,
        );
    }
    const text = JSON.stringify(environment);
    if (Buffer.byteLength(text) > maxBytes) {
        throw new AwsError(
            "InvalidParameterValueException",
            `${start} have provided exceeded the 4KB limit. Variables measured: ${Object.keys(environment).join(", ")}`,
        );
    }
}

/** What a function's process needs to know besides its definition. */
export interface EnvironmentSetting {
    account: Account;
    credentials: Credentials;
    awsEndpoint: string;
    /** What every function gets besides; its own variables come before these. */
    shared: Readonly<Record<string, string>>;
    /** `host:port` */
    runtimeApi: string;
    taskRoot: string;
    /** The runtime client's main file. */
    runtimeClient: string;
    logStream: string;
    /** The descriptor that the runtime client writes its log frames to. */
    logDescriptor: number;
}

/** The whole environment of a function's process: Lambda's variables, the function's own, and `PATH` to run at all. */
export function buildEnvironmentVariables(
    definition: FunctionDefinition,
    setting: EnvironmentSetting,
): Record<string, string> {
    const { account, credentials } = setting;
    return {
        ...(process.env.PATH === undefined ? {} : { PATH: process.env.PATH }),
        LANG: "en_US.UTF-8",
        TZ: ":UTC",
        AWS_ENDPOINT_URL: setting.awsEndpoint,
        AWS_XRAY_CONTEXT_MISSING: "LOG_ERROR",
        // What the SDK would warn of is the Node of this machine, not the runtime that is deployed.
        AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
        ...setting.shared,
        ...definition.environment,
        AWS_REGION: account.region,
        AWS_DEFAULT_REGION: account.region,
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
        AWS_SESSION_TOKEN: credentials.sessionToken,
        AWS_EXECUTION_ENV: `AWS_Lambda_${definition.runtime}`,
        AWS_LAMBDA_FUNCTION_NAME: definition.functionName,
        AWS_LAMBDA_FUNCTION_VERSION: latestVersion,
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memoryMegabytes),
        AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
        AWS_LAMBDA_LOG_GROUP_NAME: definition.logGroup,
        AWS_LAMBDA_LOG_STREAM_NAME: setting.logStream,
        AWS_LAMBDA_LOG_FORMAT: definition.logFormat ?? "Text",
        ...(definition.applicationLogLevel === undefined
            ? {}
            : { AWS_LAMBDA_LOG_LEVEL: definition.applicationLogLevel }),
        AWS_LAMBDA_RUNTIME_API: setting.runtimeApi,
        LAMBDA_TASK_ROOT: setting.taskRoot,
        LAMBDA_RUNTIME_DIR: dirname(setting.runtimeClient),
        _HANDLER: definition.handler,
        _LAMBDA_TELEMETRY_LOG_FD: String(setting.logDescriptor),
    };
}
