import { AwsError } from "../../aws-error";

export function invalidParameter(message: string): AwsError {
    return new AwsError("InvalidParameterException", `Invalid parameter: ${message}`);
}

export function notFound(): AwsError {
    return new AwsError("NotFoundException", "Topic does not exist", 404);
}
