/** Where the local cloud's AWS APIs are, unless it is told otherwise. */
export const defaultAwsEndpoint = "http://127.0.0.1:4566";

/** Where the local Stripe's API is, unless it is told otherwise. */
export const defaultStripeUrl = "http://127.0.0.1:4243";
