import { AwsError } from "../../aws-error";

export function invalidParameter(message: string): AwsError {
    return new AwsError("InvalidParameterException", message);
}

export function notFound(what: "group" | "stream"): AwsError {
    return new AwsError("ResourceNotFoundException", `The specified log ${what} does not exist.`);
}
