import type { APIGatewayProxyEvent } from "aws-lambda";

/** What of an API Gateway proxy event (format 1.0) decides on a webhook. */
export type WebhookRequest = Pick<APIGatewayProxyEvent, "body" | "isBase64Encoded" | "headers" | "multiValueHeaders">;

/** The body's bytes, as the sender sent them: API Gateway gives text, or base64 for its binary media types. */
export function readBody({ body, isBase64Encoded }: WebhookRequest): Buffer {
    return Buffer.from(body ?? "", isBase64Encoded ? "base64" : "utf8");
}

/** A header's value, whatever the case of its name; several of one name are joined with commas (RFC 9110, 5.3). */
export function readHeader(request: WebhookRequest, name: string): string | undefined {
    const wanted = name.toLowerCase();
    const multiple = Object.entries(request.multiValueHeaders ?? {})
        .filter(([key]) => key.toLowerCase() === wanted)
        .flatMap(([, values]) => values ?? []);
    if (multiple.length > 0) {
        return multiple.join(",");
    }
    return Object.entries(request.headers ?? {}).find(([key]) => key.toLowerCase() === wanted)?.[1];
}
