/** JSON as people read it; what is none, as it is. */
export function Json({ value, text }: { value?: unknown; text?: string }) {
    return <pre class="json">{text === undefined ? JSON.stringify(value, undefined, 2) : indent(text)}</pre>;
}

function indent(text: string): string {
    try {
        return JSON.stringify(JSON.parse(text), undefined, 2);
    } catch {
        return text;
    }
}
