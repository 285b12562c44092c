import type { IncomingHttpHeaders } from "node:http";

/**
 * The access key that a request is signed with, by header or by query (a presigned URL); undefined when it is not
 * signed. The signature is not verified: whoever can reach loopback can read the keys as well.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html
 */
export function readAccessKey(headers: IncomingHttpHeaders, query: URLSearchParams): string | undefined {
    const inHeader = /\bCredential=([^/,\s]+)\//.exec(headers.authorization ?? "")?.[1];
    if (inHeader !== undefined) {
        return inHeader;
    }
    return query.get("X-Amz-Credential")?.split("/")[0];
}
