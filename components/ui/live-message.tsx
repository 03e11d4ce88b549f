/** Speaks `text` to screen readers when it changes. Give it a change of step, never each poll. */
export function LiveMessage({ text, urgent }: { text: string; urgent?: boolean }) {
  return (
    <span role={urgent ? 'alert' : 'status'} aria-live={urgent ? 'assertive' : 'polite'} className="sr-only">
      {text}
    </span>
  )
}
