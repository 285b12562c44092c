/** The SDK's rules for a service: where it is in a region. */
export type EndpointProvider = (parameters: { Region: string; UseFIPS: boolean; UseDualStack: boolean }) => {
    url: URL;
};

/** The SDK's own form of an endpoint. */
export interface Endpoint {
    protocol: string;
    hostname: string;
    port?: number;
    path: string;
    /** With the port, where it is not the protocol's. */
    host: string;
}

/**
 * Where a service is: at the URL that the environment gives for it or for all
 * (https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html), else where the SDK's rules say.
 *
 * @param serviceId the service's name in the SDK, such as `Secrets Manager`
 */
export function resolveEndpoint(
    serviceId: string,
    rules: EndpointProvider,
    settings: { region: string; useFipsEndpoint: boolean; useDualstackEndpoint: boolean },
): Endpoint {
    const { env } = process;
    const isIgnored = env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS === "true";
    const own = env[`AWS_ENDPOINT_URL_${serviceId.replaceAll(" ", "_").toUpperCase()}`];
    const configured = isIgnored ? undefined : own || env.AWS_ENDPOINT_URL;
    const url = configured
        ? new URL(configured)
        : rules({
              Region: settings.region,
              UseFIPS: settings.useFipsEndpoint,
              UseDualStack: settings.useDualstackEndpoint,
          }).url;
    const { protocol, port, pathname, host } = url;
    // An IPv6 address is in brackets in a URL, and nowhere else.
    const hostname = url.hostname.replace(/^\[|\]$/g, "");
    return { protocol, hostname, host, path: pathname, ...(port === "" ? {} : { port: Number(port) }) };
}
