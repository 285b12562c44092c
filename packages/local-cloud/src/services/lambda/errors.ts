import { AwsError } from "../../aws-error";

/** The error of a request with a member that is not valid. */
export function invalid(message: string): AwsError {
    return new AwsError("InvalidParameterValueException", message, 400, { Type: "User" });
}

/** The error of a request about what is not there. */
export function notFound(message = "The resource you requested does not exist."): AwsError {
    return new AwsError("ResourceNotFoundException", message, 404, { Type: "User" });
}
