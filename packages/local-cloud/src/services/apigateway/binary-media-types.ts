/**
 * Whether `mediaType` (a Content-Type, or the first of an Accept header) counts as binary for an API that declares
 * `binaryMediaTypes`. The type with both halves wild takes in everything, requests without a type too.
 *
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings-workflow.html
 */
export function isBinary(binaryMediaTypes: readonly string[], mediaType: string | undefined): boolean {
    if (binaryMediaTypes.includes("*/*")) {
        return true;
    }
    const type = mediaType?.split(/[,;]/)[0]?.trim().toLowerCase();
    return (
        type !== undefined &&
        binaryMediaTypes.some((declared) => {
            const wanted = declared.toLowerCase();
            return wanted.endsWith("/*") ? type.startsWith(wanted.slice(0, -1)) : type === wanted;
        })
    );
}
