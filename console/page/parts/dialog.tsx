import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** What is shown over the page until it is closed, by Escape too. */
export function Dialog({
    title,
    onClose,
    children,
}: {
    title: string;
    onClose: () => void;
    children: ComponentChildren;
}) {
    const dialog = useRef<HTMLDialogElement>(null);
    useEffect(() => dialog.current?.showModal(), []);
    return (
        <dialog ref={dialog} onClose={onClose} aria-label={title}>
            <h2>{title}</h2>
            {children}
        </dialog>
    );
}
