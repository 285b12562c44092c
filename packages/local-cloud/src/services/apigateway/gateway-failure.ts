/** How API Gateway answers when it is not the function that answers, by type of gateway response. */
const defaults = {
    MISSING_AUTHENTICATION_TOKEN: [403, "Missing Authentication Token", "MissingAuthenticationTokenException"],
    ACCESS_DENIED: [403, "Forbidden", "AccessDeniedException"],
    REQUEST_TOO_LARGE: [413, "Request Too Long", "RequestTooLargeException"],
    THROTTLED: [429, "Too Many Requests", "TooManyRequestsException"],
    INTEGRATION_TIMEOUT: [504, "Endpoint request timed out", "InternalServerErrorException"],
    API_CONFIGURATION_ERROR: [500, "Internal server error", "InternalServerErrorException"],
    DEFAULT_5XX: [502, "Internal server error", "InternalServerErrorException"],
} as const satisfies Record<string, readonly [status: number, message: string, errorType: string]>;

export type FailureType = keyof typeof defaults;

/**
 * An answer of API Gateway's own.
 *
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
export class GatewayFailure extends Error {
    /** The status unless the API's gateway responses say another. */
    readonly status: number;
    /** What `x-amzn-ErrorType` says. */
    readonly errorType: string;

    /**
     * @param reason for the access log (`$context.integration.error`); the client does not see it
     * @param message what the client sees. @default the type's own
     */
    constructor(
        readonly type: FailureType,
        readonly reason?: string,
        message: string = defaults[type][1],
    ) {
        super(message);
        [this.status, , this.errorType] = defaults[type];
    }
}
