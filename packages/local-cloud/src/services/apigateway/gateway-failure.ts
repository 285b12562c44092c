/** How API Gateway answers when it is not the function that answers, by type of gateway response. */
const defaults = {
    MISSING_AUTHENTICATION_TOKEN: {
        status: 403,
        message: "Missing Authentication Token",
        errorType: "MissingAuthenticationTokenException",
    },
    ACCESS_DENIED: { status: 403, message: "Forbidden", errorType: "AccessDeniedException" },
    REQUEST_TOO_LARGE: { status: 413, message: "Request Too Long", errorType: "RequestTooLargeException" },
    THROTTLED: { status: 429, message: "Too Many Requests", errorType: "TooManyRequestsException" },
    INTEGRATION_TIMEOUT: {
        status: 504,
        message: "Endpoint request timed out",
        errorType: "InternalServerErrorException",
    },
    API_CONFIGURATION_ERROR: {
        status: 500,
        message: "Internal server error",
        errorType: "InternalServerErrorException",
    },
    DEFAULT_5XX: { status: 502, message: "Internal server error", errorType: "InternalServerErrorException" },
} as const;

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
        message: string = defaults[type].message,
    ) {
        super(message);
        this.status = defaults[type].status;
        this.errorType = defaults[type].errorType;
    }
}
