import { Dialog } from "./dialog";

export interface ConfirmProps {
    title: string;
    /** What will happen, and what cannot be undone. */
    consequence: string;
    /** What the button says. */
    action: string;
    onConfirm: () => void;
    onClose: () => void;
}

/** Asks before something that cannot be taken back. */
export function Confirm({ title, consequence, action, onConfirm, onClose }: ConfirmProps) {
    return (
        <Dialog title={title} onClose={onClose}>
            <p>{consequence}</p>
            <form method="dialog" class="actions">
                <button autofocus>Cancel</button>
                <button class="danger" onClick={onConfirm}>
                    {action}
                </button>
            </form>
        </Dialog>
    );
}
