import { AwsError } from "../../aws-error";

export function invalidParameter(message: string): AwsError {
    return new AwsError("InvalidParameterException", `Invalid parameter: ${message}`);
}

export function notFound(what: "Topic" | "Subscription"): AwsError {
    return new AwsError("NotFoundException", `${what} does not exist`, 404);
}
