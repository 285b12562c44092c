/** An error that goes to the caller of an AWS API in AWS's own shape. */
export class AwsError extends Error {
    /**
     * @param code the error's name in AWS's API model, such as `ResourceNotFoundException`
     * @param message what the caller reads
     * @param status the HTTP status. @default 400
     * @param details further members of the error's shape
     */
    constructor(
        readonly code: string,
        message: string,
        readonly status = 400,
        readonly details: Readonly<Record<string, unknown>> = {},
    ) {
        super(message);
        this.name = code;
    }
}
