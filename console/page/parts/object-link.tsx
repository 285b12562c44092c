/** An object's id, leading to its history; a customer's, to what the customer has. */
export function ObjectLink({ id }: { id: string }) {
    const area = id.startsWith("cus_") ? "customers" : "objects";
    return (
        <a class="id" href={`/${area}/${encodeURIComponent(id)}`}>
            {id}
        </a>
    );
}
